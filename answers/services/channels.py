"""Chatting: what was asked in a chat, answered there, now or when it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from answers.models import Channel, ChannelEvent, ChannelThread, Inquiry
from answers.ratelimit import Allowance, count_one, visitor_identity
from answers.services.delivery import delivery_queue
from answers.text.redaction import redact

KIND = "chat"
REMEMBERED = dt.timedelta(days=3)  # longer than any service repeats a message
THREADS = 20  # that one question may have in one channel


TOLD = "1/min"  # how often one sender is asked to wait


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as it came: ``sender`` is empty where the service names nobody."""

    event_id: str
    text: str
    thread: Mapping[str, Any]
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether a message will be answered, and what is left of its sender's limit."""

    accepted: bool
    allowance: Allowance | None = None


def message_accept(*, channel: Channel, asked: Asked) -> Heard:
    """Queue the answer to a message; what comes again is neither answered nor counted.

    Whoever asks too much is told so, once a minute. What is kept until the answer is
    sent holds no secrets.
    """
    try:
        with transaction.atomic():
            ChannelEvent.objects.create(channel=channel, event_id=asked.event_id[:150])
            names, allowance = _count(channel, asked.sender)
            if allowance is None or allowance.allowed:
                _queue(channel, "answer", asked, {"text": redact(asked.text)})
                return Heard(accepted=True, allowance=allowance)
            told = [count_one("told", name, TOLD) for name in names]
            if all(one is None or one.allowed for one in told):
                _queue(channel, "too many", asked, {"wait": allowance.wait})
    except IntegrityError:
        return Heard(accepted=False)
    return Heard(accepted=False, allowance=allowance)


def _count(channel: Channel, sender: str) -> tuple[tuple[str, ...], Allowance | None]:
    """Count a message by its sender and, unless that is too many, by its channel.

    Return also by which names it is counted that somebody was asked to wait.
    """
    where = f"c:{channel.pk}"
    who = (visitor_identity(f"{channel.pk}:{sender}"),) if sender else ()
    mine = count_one("sender", *who, settings.KB_THROTTLE_SENDER) if who else None
    if mine is not None and not mine.allowed:
        return who, mine
    ours = count_one("channel", where, settings.KB_THROTTLE_CHANNEL)
    over = ours is not None and not ours.allowed
    return (*who, where), ours if over or mine is None else mine


def _queue(
    channel: Channel, what: str, asked: Asked, payload: Mapping[str, Any]
) -> None:
    delivery_queue(
        kind=KIND,
        label=f"{what} → {channel.name}",
        payload={"channel": channel.pk, "thread": dict(asked.thread), **payload},
    )


def thread_keep(
    *, channel: Channel, inquiry: Inquiry, thread: Mapping[str, Any]
) -> None:
    """Remember where a question waits that nothing answers yet."""
    waiting = ChannelThread.objects.filter(channel=channel, inquiry=inquiry)
    if waiting.filter(told_at=None).count() < THREADS:
        ChannelThread.objects.create(
            channel=channel, inquiry=inquiry, thread=dict(thread)
        )


def threads_tell(*, inquiry: Inquiry) -> int:
    """Queue the answer of an inquiry for every thread that waits for it; once.

    Those who asked the same are of its group, and told as well.
    """
    told = 0
    group = Q(inquiry=inquiry) | Q(inquiry__lead=inquiry)
    for row in ChannelThread.objects.filter(group, told_at=None):
        mine = ChannelThread.objects.filter(pk=row.pk, told_at=None)
        if mine.update(told_at=timezone.now()):
            payload = {"channel": row.channel_id, "inquiry": inquiry.pk}
            delivery_queue(
                kind=KIND,
                label=f"inquiry answered → {row.channel}",
                payload=payload | {"thread": row.thread},
            )
            told += 1
    return told


def messages_forget() -> int:
    """Forget which messages came long ago; return how many those were."""
    old = ChannelEvent.objects.filter(at__lt=timezone.now() - REMEMBERED)
    return old.delete()[0]

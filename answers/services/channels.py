"""Channels: questions from chats, answered there at once or when it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NotRequired, TypeAlias, TypedDict

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
THREADS = 20  # unanswered threads of one question in one channel
NOTICE_RATE = "1/min"  # how often one sender is asked to wait

Thread: TypeAlias = Mapping[str, str | int | float]
"""Where a service shows an answer: the ids and addresses that its module needs."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A question from a chat: ``sender`` is empty where the service names nobody.

    ``event_id`` is the same when the service sends the message again.
    """

    event_id: str
    text: str
    thread: Thread
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether a message will be answered, and what is left of its sender's limit."""

    accepted: bool
    allowance: Allowance | None = None


class ReplyPayload(TypedDict):
    """A delivery to a chat: one of ``text``, ``inquiry`` (its id) and ``wait``.

    ``text`` is a question to be answered, ``inquiry`` one that has an answer now,
    ``wait`` the seconds after which a sender may ask again.
    """

    channel: int
    thread: Thread
    text: NotRequired[str]
    inquiry: NotRequired[int]
    wait: NotRequired[int]


def message_accept(*, channel: Channel, message: ChatMessage) -> Receipt:
    """Queue the answer to a message; a repeated one is neither answered nor counted.

    A sender over the limit gets a notice instead, once a minute. Secrets are taken out
    of what is kept until the answer is sent.
    """
    try:
        with transaction.atomic():
            ChannelEvent.objects.create(
                channel=channel, event_id=message.event_id[:150]
            )
            names, allowance = _count(channel, message.sender)
            if allowance is None or allowance.allowed:
                payload = _payload(channel, message.thread)
                payload["text"] = redact(message.text)
                _queue(payload, f"answer → {channel.name}")
                return Receipt(accepted=True, allowance=allowance)
            notices = [count_one("told", name, NOTICE_RATE) for name in names]
            if all(one is None or one.allowed for one in notices):
                payload = _payload(channel, message.thread)
                payload["wait"] = allowance.wait
                _queue(payload, f"too many → {channel.name}")
    except IntegrityError:
        return Receipt(accepted=False)
    return Receipt(accepted=False, allowance=allowance)


def _count(channel: Channel, sender: str) -> tuple[tuple[str, ...], Allowance | None]:
    """Count a message by its sender and, unless that is too many, by its channel.

    Return the identities that a notice to wait is counted by, and the allowance.
    """
    where = f"c:{channel.pk}"
    who = (visitor_identity(f"{channel.pk}:{sender}"),) if sender else ()
    mine = count_one("sender", *who, settings.KB_THROTTLE_SENDER) if who else None
    if mine is not None and not mine.allowed:
        return who, mine
    ours = count_one("channel", where, settings.KB_THROTTLE_CHANNEL)
    over = ours is not None and not ours.allowed
    return (*who, where), ours if over or mine is None else mine


def _payload(channel: Channel, thread: Thread) -> ReplyPayload:
    return ReplyPayload(channel=channel.pk, thread=dict(thread))


def _queue(payload: ReplyPayload, label: str) -> None:
    delivery_queue(kind=KIND, label=label, payload=payload)


def thread_keep(*, channel: Channel, inquiry: Inquiry, thread: Thread) -> None:
    """Remember where an inquiry is to be answered, at most ``THREADS`` a channel."""
    waiting = ChannelThread.objects.filter(channel=channel, inquiry=inquiry)
    if waiting.filter(told_at=None).count() < THREADS:
        ChannelThread.objects.create(
            channel=channel, inquiry=inquiry, thread=dict(thread)
        )


def threads_answer(*, inquiry: Inquiry) -> int:
    """Queue the answer of an inquiry for each thread that waits for it, once.

    Inquiries that are grouped under it are answered as well. Return how many threads.
    """
    answered = 0
    group = Q(inquiry=inquiry) | Q(inquiry__lead=inquiry)
    for row in ChannelThread.objects.filter(group, told_at=None):
        unanswered = ChannelThread.objects.filter(pk=row.pk, told_at=None)
        if unanswered.update(told_at=timezone.now()):
            payload = _payload(row.channel, row.thread)
            payload["inquiry"] = inquiry.pk
            _queue(payload, f"inquiry answered → {row.channel}")
            answered += 1
    return answered


def messages_delete() -> int:
    """Delete the ids of messages that came ``REMEMBERED`` ago; return how many."""
    old = ChannelEvent.objects.filter(at__lt=timezone.now() - REMEMBERED)
    return old.delete()[0]

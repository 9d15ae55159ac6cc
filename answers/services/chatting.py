"""Chatting: what was asked in a chat, answered there, now or when it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from answers.lib.redaction import redact
from answers.models import Channel, ChannelEvent, ChannelThread, Inquiry
from answers.services.delivering import delivery_queue

KIND = "chat"
REMEMBERED = dt.timedelta(days=3)  # longer than any service repeats a message
THREADS = 20  # that one question may have in one channel


def message_accept(
    *, channel: Channel, event_id: str, text: str, thread: Mapping[str, Any]
) -> bool:
    """Queue the answer to a message; False where the same message came before.

    What is kept of it until then holds no secrets.
    """
    asked = {"channel": channel.pk, "text": redact(text), "thread": dict(thread)}
    try:
        with transaction.atomic():
            ChannelEvent.objects.create(channel=channel, event_id=event_id[:150])
            delivery_queue(
                kind=KIND,
                label=f"answer → {channel.name}",
                payload=asked,
            )
    except IntegrityError:
        return False
    return True


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

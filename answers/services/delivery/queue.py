"""Queue: outgoing messages, kept in the database until they are sent or given up.

A delivery is queued in the transaction it belongs to, so that it is neither lost nor
sent for something that was rolled back. It is sent at least once: a process that is
killed after sending and before recording that leaves it to be sent again.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from django.utils import timezone

from answers.lib.errors import AnswersError
from answers.models import Delivery, DeliveryAttempt
from answers.text.normalization import cut, one_line

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = dt.timedelta(minutes=5)  # for one attempt; then another process may try
KEPT = dt.timedelta(days=30)  # deliveries that are done or given up
RETRIES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))

Payload: TypeAlias = Mapping[str, Any]  # JSON; each kind has its own keys
P = TypeVar("P", bound=Payload)


class RefusedError(AnswersError):
    """The receiver will never accept it: no further attempt is made."""

    code = "delivery_refused"


class UnreachedError(AnswersError):
    """It could not be sent now; the receiver may ask for a ``pause`` in seconds."""

    code = "delivery_unreached"

    def __init__(self, message: str, *, pause: int = 0) -> None:
        super().__init__(message)
        self.pause = dt.timedelta(seconds=pause)


@dataclass(frozen=True, slots=True)
class Carrier(Generic[P]):
    """How deliveries of one kind are sent.

    ``send`` returns the answer for the log, or None; it may raise RefusedError and
    UnreachedError. ``give_up`` is called after the last attempt has failed.
    ``logged``: each attempt is recorded. ``keeps``: the payload stays after sending, so
    that it can be sent again; only for payloads without personal data.
    """

    send: Callable[[P], str | None]
    give_up: Callable[[P], None] = lambda payload: None
    logged: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How many of the deliveries that were due were sent, put off and given up."""

    done: int = 0
    retried: int = 0
    failed: int = 0


def delivery_queue(*, kind: str, payload: Payload, label: str = "") -> Delivery:
    """Queue something to send; call it in the transaction it belongs to."""
    return Delivery.objects.create(
        kind=kind, payload=dict(payload), label=cut(one_line(label), 200)
    )


def delivery_again(*, delivery: Delivery) -> None:
    """Queue a delivery again that was done or given up, where its payload was kept."""
    finished = Delivery.objects.exclude(state=Delivery.State.WAITING)
    finished.filter(pk=delivery.pk).exclude(payload={}).update(
        state=Delivery.State.WAITING,
        attempts=0,
        error="",
        due_at=timezone.now(),
        done_at=None,
    )


def deliveries_send(
    *, carriers: Mapping[str, Carrier[Any]], limit: int = BATCH
) -> DeliveryCounts:
    """Send what is due, of the kinds that have a carrier.

    A failure of one is recorded and does not stop the others.
    """
    due = Delivery.objects.filter(
        state=Delivery.State.WAITING, due_at__lte=timezone.now(), kind__in=carriers
    ).order_by("due_at", "pk")
    outcomes = [_send(row, carriers[row.kind]) for row in due[:limit] if _claim(row)]
    return DeliveryCounts(
        *(outcomes.count(what) for what in ("done", "retried", "failed"))
    )


def deliveries_delete() -> int:
    """Delete what was done or given up ``KEPT`` ago; return how many were deleted."""
    old = Delivery.objects.exclude(state=Delivery.State.WAITING)
    return old.filter(done_at__lt=timezone.now() - KEPT).delete()[0]


def _claim(row: Delivery) -> bool:
    """Reserve a delivery for ``LEASE``; False where another process was faster."""
    mine = Delivery.objects.filter(
        pk=row.pk, state=Delivery.State.WAITING, due_at=row.due_at
    )
    row.attempts += 1
    until = timezone.now() + LEASE
    return bool(mine.update(due_at=until, attempts=row.attempts))


def _send(row: Delivery, carrier: Carrier[Any]) -> str:
    started = time.perf_counter()
    outcome = error = None
    try:
        outcome = carrier.send(row.payload)
    except Exception as raised:  # noqa: BLE001  a carrier may raise anything
        error = raised
    if carrier.logged:
        _record(row, error, outcome, time.perf_counter() - started)
    if error is None:
        _finish(row, carrier, Delivery.State.DONE)
        return "done"
    if isinstance(error, RefusedError):
        return _give_up(row, carrier, error)
    return _retry(row, carrier, error)


def _record(
    row: Delivery, error: Exception | None, outcome: str | None, seconds: float
) -> None:
    """Record one attempt."""
    text = f"{type(error).__name__}: {error}" if error else outcome or "sent"
    DeliveryAttempt.objects.create(
        delivery=row,
        took_ms=round(seconds * 1000),
        succeeded=error is None,
        outcome=cut(one_line(text), 300),
    )


def _retry(row: Delivery, carrier: Carrier[Any], error: Exception) -> str:
    if row.attempts > len(RETRIES):
        return _give_up(row, carrier, error)
    wait = RETRIES[row.attempts - 1]
    if isinstance(error, UnreachedError):
        wait = max(wait, min(error.pause, RETRIES[-1]))
    # The name alone: a message may hold an address.
    name = type(error).__name__
    logger.warning("delivery %s %s: %s, again in %s", row.kind, row.pk, name, wait)
    Delivery.objects.filter(pk=row.pk).update(
        due_at=timezone.now() + wait, error=name[:100]
    )
    return "retried"


def _give_up(row: Delivery, carrier: Carrier[Any], error: Exception) -> str:
    name = type(error).__name__
    logger.error("delivery %s %s: %s, given up", row.kind, row.pk, name)
    carrier.give_up(row.payload)
    _finish(row, carrier, Delivery.State.FAILED, name)
    return "failed"


def _finish(
    row: Delivery, carrier: Carrier[Any], state: Delivery.State, error: str = ""
) -> None:
    Delivery.objects.filter(pk=row.pk).update(
        state=state,
        payload=row.payload if carrier.keeps else {},
        error=error[:100],
        done_at=timezone.now(),
    )

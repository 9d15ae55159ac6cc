"""Delivering: send what is queued, again and again, until it is sent or given up.

A delivery is queued in the transaction it belongs to, so that it is neither lost nor
sent for something that never happened. At least once: a process that is killed after
sending and before writing that down sends a second time.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from answers.lib.errors import AnswersError
from answers.models import Delivery

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = dt.timedelta(minutes=5)  # so long one sender may take for one delivery
KEPT = dt.timedelta(days=30)  # what is done or given up
RETRIES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))

Payload = Mapping[str, Any]


class RefusedError(AnswersError):
    """The other side will never take it: trying again is of no use."""

    code = "delivery_refused"


@dataclass(frozen=True, slots=True)
class Carrier:
    """How one kind is sent, and what is to do where it is given up."""

    send: Callable[[Payload], None]
    give_up: Callable[[Payload], None] = lambda payload: None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the deliveries that were due."""

    done: int = 0
    retried: int = 0
    failed: int = 0


def delivery_queue(*, kind: str, payload: Payload) -> Delivery:
    """Queue something to send; call it in the transaction it belongs to."""
    return Delivery.objects.create(kind=kind, payload=dict(payload))


def deliveries_send(*, carriers: Mapping[str, Carrier], limit: int = BATCH) -> Sent:
    """Send what is due, of the kinds that have a carrier; never raises for one."""
    due = Delivery.objects.filter(
        state=Delivery.State.WAITING, due_at__lte=timezone.now(), kind__in=carriers
    ).order_by("due_at", "pk")
    outcomes = [_send(row, carriers[row.kind]) for row in due[:limit] if _claim(row)]
    return Sent(*(outcomes.count(what) for what in ("done", "retried", "failed")))


def deliveries_forget() -> int:
    """Delete what was done or given up long ago; return how many that were."""
    old = Delivery.objects.exclude(state=Delivery.State.WAITING)
    return old.filter(done_at__lt=timezone.now() - KEPT).delete()[0]


def _claim(row: Delivery) -> bool:
    """Take a delivery for a while; false where another sender was faster."""
    mine = Delivery.objects.filter(
        pk=row.pk, state=Delivery.State.WAITING, due_at=row.due_at
    )
    row.attempts += 1
    until = timezone.now() + LEASE
    return bool(mine.update(due_at=until, attempts=row.attempts))


def _send(row: Delivery, carrier: Carrier) -> str:
    try:
        carrier.send(row.payload)
    except RefusedError as error:
        return _give_up(row, carrier, error)
    except Exception as error:  # noqa: BLE001  a carrier may raise anything
        return _retry(row, carrier, error)
    _finish(row, Delivery.State.DONE)
    return "done"


def _retry(row: Delivery, carrier: Carrier, error: Exception) -> str:
    if row.attempts > len(RETRIES):
        return _give_up(row, carrier, error)
    wait = RETRIES[row.attempts - 1]
    # The name alone: a message may hold an address.
    name = type(error).__name__
    logger.warning("delivery %s %s: %s, again in %s", row.kind, row.pk, name, wait)
    Delivery.objects.filter(pk=row.pk).update(
        due_at=timezone.now() + wait, error=name[:100]
    )
    return "retried"


def _give_up(row: Delivery, carrier: Carrier, error: Exception) -> str:
    name = type(error).__name__
    logger.error("delivery %s %s: %s, given up", row.kind, row.pk, name)
    carrier.give_up(row.payload)
    _finish(row, Delivery.State.FAILED, name)
    return "failed"


def _finish(row: Delivery, state: Delivery.State, error: str = "") -> None:
    Delivery.objects.filter(pk=row.pk).update(
        state=state, payload={}, error=error[:100], done_at=timezone.now()
    )

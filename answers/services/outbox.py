"""Outbox: the carrier of each kind of delivery, and the worker that sends them."""

from __future__ import annotations

import time
from typing import Any

from answers.services.background import Worker
from answers.services.channels import messages_delete
from answers.services.delivery import (
    Carrier,
    DeliveryCounts,
    deliveries_delete,
    deliveries_send,
)

CARRIERS: dict[str, Carrier[Any]] = {}  # by kind; filled by ``AnswersConfig.ready``
EVERY = 1.0  # seconds between two looks for what is due
DELETE_EVERY = 3600.0  # seconds


def register(kind: str, carrier: Carrier[Any]) -> None:
    """Send deliveries of this kind by this carrier."""
    CARRIERS[kind] = carrier


def delete_old() -> None:
    """Delete old deliveries and the ids of old chat messages."""
    deliveries_delete()
    messages_delete()


def send_due() -> DeliveryCounts:
    """Send what is due now; return how many were sent, put off and given up."""
    return deliveries_send(carriers=CARRIERS)


def delivery_worker(*, every: float = EVERY) -> Worker:
    """Return a worker that sends what is due; several processes may run one.

    Once an hour it deletes old deliveries. A delivery that is under way when the
    process ends comes due again.
    """
    deleted = float("-inf")

    def work() -> None:
        nonlocal deleted
        if time.monotonic() - deleted >= DELETE_EVERY:
            deleted = time.monotonic()
            delete_old()
        send_due()

    return Worker(work, name="deliveries", every=every)

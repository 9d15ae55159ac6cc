"""Outbox: the carrier of each kind of delivery, and the sending of what is due."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import close_old_connections, connections

from answers.services.channels import messages_forget
from answers.services.delivery import (
    Carrier,
    DeliveryCounts,
    deliveries_forget,
    deliveries_send,
)

logger = logging.getLogger(__name__)

CARRIERS: dict[str, Carrier[Any]] = {}  # by kind; filled by ``AnswersConfig.ready``
EVERY = 1.0  # seconds between two looks of a server at what is due
FORGET_EVERY = 3600.0  # seconds between two clearings


def register(kind: str, carrier: Carrier[Any]) -> None:
    """Send deliveries of this kind by this carrier."""
    CARRIERS[kind] = carrier


def forget_old() -> None:
    """Delete what was sent, and which chat messages came, long ago."""
    deliveries_forget()
    messages_forget()


def post_due() -> DeliveryCounts:
    """Send what is due now."""
    return deliveries_send(carriers=CARRIERS)


class Postman:
    """Sends what is due for as long as a server runs; any number may do so."""

    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the delivery in hand, or leave it to come due again."""
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        forgot = float("-inf")
        while not self._stop.wait(self._every):
            try:
                if time.monotonic() - forgot >= FORGET_EVERY:
                    forgot = time.monotonic()
                    forget_old()
                post_due()
            except Exception:
                # The thread's last line of defence: the next look tries again.
                logger.exception("what is due could not be sent")
            finally:
                close_old_connections()
        connections.close_all()

"""Failing: why the extract stands alone, in one word, and how often that was so."""

from __future__ import annotations

import logging
import time
from collections import Counter

log = logging.getLogger("answers.phrasing")
fallen: Counter[str] = Counter()  # of this process, since it started
REST = 60.0  # seconds for which pages do not try a server that failed
FAULTS = frozenset({"timeout", "unreachable", "refused", "garbled", "broken_off"})
_failed = {"at": float("-inf")}


class PhrasingError(Exception):
    """What the model said cannot be used; ``reason`` is one word for machines."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


def note(error: PhrasingError) -> str:
    """Log and count a fallback; return its reason."""
    fallen[error.reason] += 1
    if error.reason in FAULTS:
        _failed["at"] = time.monotonic()
    log.warning(
        "the extract stands: %s (%s); %d of these since the start",
        error.reason,
        str(error)[:200],
        fallen[error.reason],
    )
    return error.reason


def at_rest() -> bool:
    """Whether the server failed this process a moment ago."""
    return time.monotonic() - _failed["at"] < REST


def forgive() -> None:
    """Forget that it failed."""
    _failed["at"] = float("-inf")

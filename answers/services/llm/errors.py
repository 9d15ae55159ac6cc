"""Failures of the language model: their reasons and counts, and the pause after one."""

from __future__ import annotations

import logging
import time
from collections import Counter

log = logging.getLogger("answers.phrasing")
fallbacks: Counter[str] = Counter()  # by reason, since this process started
REST = 60.0  # seconds for which pages do not try a server that failed
FAULTS = frozenset({"timeout", "unreachable", "refused", "garbled", "broken_off"})
_failed = {"at": float("-inf")}


class RewordingError(Exception):
    """The model's answer cannot be used; ``reason`` is one word for machines."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


def log_fallback(error: RewordingError) -> str:
    """Log and count that an answer is shown without rewording; return the reason."""
    fallbacks[error.reason] += 1
    if error.reason in FAULTS:
        _failed["at"] = time.monotonic()
    log.warning(
        "the extract stands: %s (%s); %d of these since the start",
        error.reason,
        str(error)[:200],
        fallbacks[error.reason],
    )
    return error.reason


def failed_recently() -> bool:
    """Whether the server failed this process a moment ago."""
    return time.monotonic() - _failed["at"] < REST

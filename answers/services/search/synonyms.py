"""Wording: which words mean the same here, as staff have it now.

A change is live in every worker within about a second, and nothing is rebuilt.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from django.db.models import Count, Max

from answers.models import SynonymGroup

LOOK_EVERY = 1.0  # seconds between two looks of one process at the table
# A clock that is behind, or a commit that came late, can hide behind the newest row.
READ_EVERY = 60.0

Groups = tuple[tuple[str, ...], ...]


class Wording:
    """The enabled groups, in memory: the same object until a word changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Read the table at the next call."""
        self._groups: Groups = ()
        self._state: Any = None
        self._looked = self._read = float("-inf")

    def groups(self) -> Groups:
        """Return the words of every enabled group."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            with self._lock:
                now = time.monotonic()
                if now - self._looked >= LOOK_EVERY:  # nobody did meanwhile
                    self._look(now)
        return self._groups

    def _look(self, now: float) -> None:
        # The state first: what changes between the two is read at the next look.
        state = SynonymGroup.objects.aggregate(Count("pk"), Max("updated_at"))
        if state != self._state or now - self._read >= READ_EVERY:
            rows = SynonymGroup.objects.enabled().order_by("pk")
            groups = tuple(map(tuple, rows.values_list("words", flat=True)))
            if groups != self._groups:
                self._groups = groups
            self._state, self._read = state, now
        self._looked = now


wording = Wording()


def current_groups() -> Groups:
    """Return the words of every enabled synonym group."""
    return wording.groups()

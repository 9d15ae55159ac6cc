"""The synonym groups in force. A change reaches every worker within about a second."""

from __future__ import annotations

from typing import TypeAlias

from django.db.models import Count, Max

from answers.lib.cached import CachedValue
from answers.models import SynonymGroup

MAX_AGE = 60.0  # seconds

Groups: TypeAlias = tuple[tuple[str, ...], ...]


def current_groups() -> Groups:
    """Return the words of every enabled group; the same object until a word changes."""
    return _groups.get()


def _load() -> Groups:
    rows = SynonymGroup.objects.enabled().order_by("pk")
    return tuple(map(tuple, rows.values_list("words", flat=True)))


def _version() -> object:
    return SynonymGroup.objects.aggregate(Count("pk"), Max("updated_at"))


_groups = CachedValue(_load, max_age=MAX_AGE, version=_version)

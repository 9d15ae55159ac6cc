"""Sounding: titles that sound as the letters somebody types."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice

from answers.index.filters import make_filters
from answers.index.snapshot import Snapshot
from answers.index.types import Query
from answers.text.pinyin import sounds_like

LOOKED_AT = 200  # places where the letters are found, the newest documents' first


def find_sounds(snapshot: Snapshot, query: Query) -> list[int]:
    """Return the pks of titles that hold the letters, those that begin so first."""
    pattern = sounds_like(query.text)
    if pattern is None:
        return []
    readable = make_filters(snapshot, query).readable
    found: dict[int, bool] = {}
    text, starts = snapshot.sounds
    for match in islice(pattern.finditer(text), LOOKED_AT):
        rank = bisect_right(starts, match.start()) - 1
        if readable is None or readable[rank]:
            found[rank] = found.get(rank, False) or match.start() == starts[rank]
    ranks = sorted(found, key=lambda rank: (not found[rank], rank))
    return [int(snapshot.pks[rank]) for rank in ranks[: query.limit]]

"""Merging: two changes of one text joined; where both changed the same, a hunk.

The classic three-way merge over any lines that can be compared. Our own, because the
library for it (merge3) is under the GPL, and the whole of it is two diffs walked
side by side.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOST_LINES = 4000  # beyond, texts are compared whole: a diff of them takes too long

Lines = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Where two changes of ``base`` collide."""

    base: Lines
    ours: Lines
    theirs: Lines


Piece = Lines | Hunk


def merge_lines(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> tuple[Piece, ...]:
    """Return the pieces of the merged text, in order: lines, and hunks to choose."""
    pieces: list[Piece] = []
    b = o = t = 0
    for base_at, ours_at, theirs_at, length in _anchors(base, ours, theirs):
        gap = _join(base[b:base_at], ours[o:ours_at], theirs[t:theirs_at])
        same = tuple(base[base_at : base_at + length])
        pieces += [piece for piece in (gap, same) if isinstance(piece, Hunk) or piece]
        b, o, t = base_at + length, ours_at + length, theirs_at + length
    return tuple(pieces)


def merge_labels(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> tuple[str, ...]:
    """Return labels with what either side added and without what either removed."""
    kept = [label for label in ours if label in theirs or label not in base]
    added = [label for label in theirs if label not in base and label not in ours]
    return (*kept, *added)


def _join(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Piece:
    if theirs in (ours, base):
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    return Hunk(tuple(base), tuple(ours), tuple(theirs))


def _anchors(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield where all three are the same, and for how long; last the end of all."""
    left, right = _blocks(base, ours), _blocks(base, theirs)
    i = j = 0
    while i < len(left) and j < len(right):
        a, x, n = left[i]
        b, y, m = right[j]
        start, end = max(a, b), min(a + n, b + m)
        if start < end:
            yield start, x + start - a, y + start - b, end - start
        if a + n < b + m:
            i += 1
        else:
            j += 1
    yield len(base), len(ours), len(theirs), 0


def _blocks(
    base: Sequence[Hashable], other: Sequence[Hashable]
) -> list[tuple[int, int, int]]:
    if base == other:
        return [(0, 0, len(base))]
    if max(len(base), len(other)) > MOST_LINES:
        return []
    matcher = SequenceMatcher(None, base, other)
    return [(m.a, m.b, m.size) for m in matcher.get_matching_blocks() if m.size]

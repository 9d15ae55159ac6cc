"""Merge: the three-way merge of two changes of one text.

It works on any hashable lines, by walking the diffs of both sides from the base. Our
own, because the library for it (merge3) is under the GPL.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOST_LINES = 4000  # longer texts are compared as a whole: a diff takes too long

Lines = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """A conflict: both sides changed ``base``, differently."""

    base: Lines
    ours: Lines
    theirs: Lines


Piece = Lines | Hunk


def merge_lines(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> tuple[Piece, ...]:
    """Return the merged text in order: runs of lines, and hunks in conflict."""
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
    """Return the labels of both sides without those that either removed."""
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
    """Yield the runs that all three share: three starts and a length; last the ends."""
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

"""Gists: the terms a document is remembered by, and who shares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

GIST = 96  # terms that a document is remembered by
ASKED = 30  # of them, the heaviest that look for neighbours
COMMON = 8  # a term in more than one gist of so many tells nothing ...
FEW = 10  # ... where there are few documents ...
MOST = 2000  # ... nor one in more gists than this
MARK_BITS = 20  # enough to tell most terms apart
K1, B = 2.0, 0.75  # as in scoring


@dataclass(slots=True)
class Gists:
    """What documents are remembered by; grows while an index is built."""

    pks: list[int] = field(default_factory=list)
    hashes: list[NDArray[np.uint32]] = field(default_factory=list)
    weights: list[NDArray[np.float32]] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)

    def add(self, pk: int, terms: Mapping[str, float]) -> None:
        """Remember one document by the heaviest of its terms."""
        gist = sorted(terms.items(), key=lambda item: -item[1])[:GIST]
        self.pks.append(pk)
        self.hashes.append(
            np.array([crc32(term.encode()) for term, _ in gist], np.uint32)
        )
        self.weights.append(np.array([weight for _, weight in gist], np.float32))
        self.lengths.append(sum(terms.values()))

    def extend(self, other: Gists) -> None:
        """Remember what another one remembers."""
        self.pks += other.pks
        self.hashes += other.hashes
        self.weights += other.weights
        self.lengths += other.lengths


class Packed(Protocol):
    """The gists of all documents, one after another; ``ends`` says where each ends."""

    @property
    def ends(self) -> NDArray[np.int64]: ...
    @property
    def hashes(self) -> NDArray[np.uint32]: ...
    @property
    def weights(self) -> NDArray[np.float32]: ...
    @property
    def lengths(self) -> NDArray[np.float32]: ...


class Shared:
    """Who shares the terms of some documents, given by row: postings over gists."""

    def __init__(self, all_: Packed, rows: NDArray[np.int64]) -> None:
        total = len(all_.ends)
        sizes = np.diff(all_.ends, prepend=0)
        self._starts, self._ends = all_.ends - sizes, all_.ends
        places = _wanted(all_, rows)
        owners = np.searchsorted(all_.ends, places, side="right")
        _, term_of, counts = np.unique(
            all_.hashes[places], return_inverse=True, return_counts=True
        )
        norms = K1 * (1 - B + B * all_.lengths / max(float(all_.lengths.mean()), 1e-9))
        weights = all_.weights[places]
        values = np.log(1 + total / counts)[term_of] * (
            weights / (weights + norms[owners])
        )
        order = np.argsort(term_of, kind="stable")
        self._places, self._term_of, self._values = places, term_of, values
        self._by_term, self._by_value = owners[order], values[order]
        self._bounds = np.concatenate([[0], np.cumsum(counts)]).tolist()
        self._rare = counts <= min(max(total / COMMON, FEW), MOST)

    def candidates(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return who shares terms with a row, once for each term, and its worth."""
        first, last = np.searchsorted(
            self._places, (self._starts[row], self._ends[row])
        ).tolist()
        terms, values = self._term_of[first:last], self._values[first:last]
        rare = np.flatnonzero(self._rare[terms])
        asked = rare[np.argsort(-values[rare], kind="stable")[:ASKED]]
        spans = [
            slice(self._bounds[term], self._bounds[term + 1])
            for term in terms[asked].tolist()
        ]
        if not spans:
            return np.empty(0, np.int64), np.empty(0)
        sizes = [span.stop - span.start for span in spans]
        shared = np.concatenate([self._by_value[span] for span in spans])
        worth = shared * np.repeat(values[asked], sizes)
        return np.concatenate([self._by_term[span] for span in spans]), worth


def _wanted(all_: Packed, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of all terms that these rows have, and few others."""
    if len(rows) * COMMON > len(all_.ends):
        return np.arange(len(all_.hashes))
    starts = all_.ends - np.diff(all_.ends, prepend=0)
    spans = zip(starts[rows].tolist(), all_.ends[rows].tolist(), strict=True)
    asked = np.concatenate([all_.hashes[first:last] for first, last in spans])
    marked = np.zeros(1 << MARK_BITS, np.bool_)
    marked[asked >> np.uint32(32 - MARK_BITS)] = True
    return np.flatnonzero(marked[all_.hashes >> np.uint32(32 - MARK_BITS)])

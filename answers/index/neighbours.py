"""Neighbours: which documents say the same; a file beside the index.

Each document has a signature, the terms that weigh most in it. Its neighbours are the
documents whose signatures share most of that, rare terms counting more. Ranking adds
to a document's score what its neighbours have (``ranking``). The file is a copy, as the
index is: it is written before each commit, and an older or missing one only costs
precision.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from answers.index.scoring import K1, B

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "neighbours.npz"
COUNT = 10  # neighbours of a document

SIGNATURE_TERMS = 96
QUERY_TERMS = 30  # of them, the heaviest, by which neighbours are looked for
COMMON = 8  # a term in more than one signature of so many finds no neighbours ...
FEW = 10  # ... where that is more than so many signatures; nor does one ...
MOST = 2000  # ... that is in more than these
FILTER_BITS = 20  # of a term's hash: enough to tell most terms apart


@dataclass(slots=True)
class Signatures:
    """Signatures of documents; grows while an index is built.

    One entry a document: its pk, its terms as CRC-32 hashes with their weights, and
    the sum of all its weights (its length in BM25).
    """

    pks: list[int] = field(default_factory=list)
    hashes: list[NDArray[np.uint32]] = field(default_factory=list)
    weights: list[NDArray[np.float32]] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)

    def add(self, pk: int, terms: Mapping[str, float]) -> None:
        """Add one document by its terms and their weights."""
        heaviest = sorted(terms.items(), key=lambda item: -item[1])[:SIGNATURE_TERMS]
        self.pks.append(pk)
        self.hashes.append(
            np.array([crc32(term.encode()) for term, _ in heaviest], np.uint32)
        )
        self.weights.append(np.array([weight for _, weight in heaviest], np.float32))
        self.lengths.append(sum(terms.values()))

    def extend(self, other: Signatures) -> None:
        """Add the documents of ``other``."""
        self.pks += other.pks
        self.hashes += other.hashes
        self.weights += other.weights
        self.lengths += other.lengths


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of each document, and the signatures to find those of later ones.

    One row a document: ``near`` holds the pks of its ``COUNT`` neighbours, 0 where
    there are fewer, and ``shares`` how near each is; the shares of a row sum to 1. The
    signatures lie one after another in ``hashes`` and ``weights``; ``ends`` says where
    each ends.
    """

    pks: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    weights: NDArray[np.float32]
    lengths: NDArray[np.float32]
    near: NDArray[np.int64]
    shares: NDArray[np.float32]

    def save(self, folder: Path) -> None:
        """Write the file and put it into place in one step."""
        fresh = folder / f"{FILE}.{os.getpid()}"
        with fresh.open("wb") as file:
            np.savez(file, **{name: getattr(self, name) for name in self.__slots__})
        fresh.replace(folder / FILE)

    def updated(self, fresh: Signatures, gone: NDArray[np.int64]) -> Neighbours:
        """Return the state with ``fresh`` in place of the documents ``gone`` (pks)."""
        kept = np.flatnonzero(~np.isin(self.pks, gone))
        old = self._only(kept)
        joined = _join(old, fresh)
        near = np.zeros((len(joined.pks), COUNT), np.int64)
        shares = np.zeros((len(joined.pks), COUNT), np.float32)
        near[: len(kept)], shares[: len(kept)] = self.near[kept], self.shares[kept]
        new = np.arange(len(kept), len(joined.pks))
        _find(joined, new, near, shares)
        # Look again for who lost a neighbour, or may have got a nearer one.
        touched = np.union1d(gone, near[new])
        again = np.flatnonzero(
            np.isin(near[: len(kept)], gone).any(axis=1)
            | np.isin(joined.pks[: len(kept)], touched[touched > 0])
        )
        _find(joined, again, near, shares)
        return replace(joined, near=near, shares=shares)

    def _only(self, rows: NDArray[np.int64]) -> Neighbours:
        starts = self.ends - np.diff(self.ends, prepend=0)
        places = [np.arange(starts[row], self.ends[row]) for row in rows.tolist()]
        flat = np.concatenate([np.empty(0, np.int64), *places]).astype(np.int64)
        sizes = (self.ends - starts)[rows]
        return Neighbours(
            self.pks[rows],
            np.cumsum(sizes),
            self.hashes[flat],
            self.weights[flat],
            self.lengths[rows],
            self.near[rows],
            self.shares[rows],
        )


def no_neighbours() -> Neighbours:
    """Return the state of an index without documents."""
    return Neighbours(
        np.empty(0, np.int64),
        np.empty(0, np.int64),
        np.empty(0, np.uint32),
        np.empty(0, np.float32),
        np.empty(0, np.float32),
        np.empty((0, COUNT), np.int64),
        np.empty((0, COUNT), np.float32),
    )


def make_neighbours(signatures: Signatures) -> Neighbours:
    """Return the neighbours of all these documents."""
    return no_neighbours().updated(signatures, np.empty(0, np.int64))


def load_neighbours(folder: Path) -> Neighbours:
    """Return what is saved in ``folder``, or no neighbours where that is unreadable."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as kept:
            return Neighbours(*[kept[name] for name in Neighbours.__slots__])
    except Exception:  # noqa: BLE001  numpy and zipfile raise anything
        return no_neighbours()


def by_rank(
    kept: Neighbours, pks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return neighbours and shares of each of ``pks``, which descend.

    A neighbour is given as its place in ``pks``. A share is 0 where there is no
    neighbour, or it is not in ``pks``.
    """
    shape = (len(pks), COUNT)
    ranks, shares = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    if len(kept.pks) and len(pks):
        rows, known = _places(pks, kept.pks)
        near, alive = _places(pks, kept.near)
        ranks[rows[known]] = near[known]
        shares[rows[known]] = (kept.shares * alive)[known]
    return ranks, shares


def _places(
    descending: NDArray[np.int64], pks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the place of each pk in ``descending``, and whether it is in there."""
    ascending = descending[::-1]
    places = np.minimum(np.searchsorted(ascending, pks), len(descending) - 1)
    return len(descending) - 1 - places, ascending[places] == pks


def _join(old: Neighbours, fresh: Signatures) -> Neighbours:
    sizes = np.array([len(hashes) for hashes in fresh.hashes], np.int64)
    last = old.ends[-1:] if len(old.ends) else np.zeros(1, np.int64)
    return Neighbours(
        np.concatenate([old.pks, np.array(fresh.pks, np.int64)]),
        np.concatenate([old.ends, last + np.cumsum(sizes)]),
        np.concatenate([old.hashes, *fresh.hashes]),
        np.concatenate([old.weights, *fresh.weights]),
        np.concatenate([old.lengths, np.array(fresh.lengths, np.float32)]),
        old.near,
        old.shares,
    )


def _find(all_: Neighbours, rows: NDArray[np.int64], near: Any, shares: Any) -> None:
    """Fill in ``near`` and ``shares`` of some rows by what their signatures share."""
    if not len(rows):
        return
    total = len(all_.pks)
    shared = _SharedTerms(all_, rows)
    for row in rows.tolist():
        owners, worth = shared.candidates(row)
        scores: Any = np.bincount(owners, worth, total)  # floats, as ``worth``
        scores[row] = 0
        # One document is among the candidates once for each term it shares.
        if len(owners) > COUNT * QUERY_TERMS:
            part = np.argpartition(-scores[owners], COUNT * QUERY_TERMS)
            owners = owners[part[: COUNT * QUERY_TERMS]]
        best = np.unique(owners)
        best = best[np.argsort(-scores[best], kind="stable")[:COUNT]]
        best = best[scores[best] > 0]
        near[row], shares[row] = 0, 0
        near[row, : len(best)] = all_.pks[best]
        shares[row, : len(best)] = scores[best] / max(scores[best].sum(), 1e-9)


class _SharedTerms:
    """An inverted index over the signatures of all documents, for some rows' terms."""

    def __init__(self, all_: Neighbours, rows: NDArray[np.int64]) -> None:
        total = len(all_.ends)
        sizes = np.diff(all_.ends, prepend=0)
        self._starts, self._ends = all_.ends - sizes, all_.ends
        places = _term_places(all_, rows)
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
        """Return the rows that share terms with ``row``, and what each term is worth.

        A row comes once for each term it shares.
        """
        first, last = np.searchsorted(
            self._places, (self._starts[row], self._ends[row])
        ).tolist()
        terms, values = self._term_of[first:last], self._values[first:last]
        rare = np.flatnonzero(self._rare[terms])
        chosen = rare[np.argsort(-values[rare], kind="stable")[:QUERY_TERMS]]
        spans = [
            slice(self._bounds[term], self._bounds[term + 1])
            for term in terms[chosen].tolist()
        ]
        if not spans:
            return np.empty(0, np.int64), np.empty(0)
        sizes = [span.stop - span.start for span in spans]
        shared = np.concatenate([self._by_value[span] for span in spans])
        worth = shared * np.repeat(values[chosen], sizes)
        return np.concatenate([self._by_term[span] for span in spans]), worth


def _term_places(all_: Neighbours, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of all terms that these rows have, and of few others."""
    if len(rows) * COMMON > len(all_.ends):
        return np.arange(len(all_.hashes))
    starts = all_.ends - np.diff(all_.ends, prepend=0)
    spans = zip(starts[rows].tolist(), all_.ends[rows].tolist(), strict=True)
    hashes = np.concatenate([all_.hashes[first:last] for first, last in spans])
    marked = np.zeros(1 << FILTER_BITS, np.bool_)
    marked[hashes >> np.uint32(32 - FILTER_BITS)] = True
    return np.flatnonzero(marked[all_.hashes >> np.uint32(32 - FILTER_BITS)])

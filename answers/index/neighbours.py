"""Neighbours: which documents say the same, kept beside the index.

Each document is remembered by its gist, the terms that weigh most in it. Its
neighbours are the documents whose gists share most of that, rare terms counting more.
Ranking lets neighbours vouch for one another (``ranking``). The file is a copy like
the index: written before each commit, and harmless where it is older or missing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from answers.index.signatures import ASKED, Gists, Shared

if TYPE_CHECKING:
    from pathlib import Path

FILE = "neighbours.npz"
COUNT = 10  # neighbours of a document


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each document its nearest ones: ``near`` holds pks, 0 where there is none.

    ``shares`` of one document sum to 1. Gists are kept to find neighbours of later
    documents.
    """

    pks: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    weights: NDArray[np.float32]
    lengths: NDArray[np.float32]
    near: NDArray[np.int64]
    shares: NDArray[np.float32]

    def save(self, folder: Path) -> None:
        """Put the file into place at once."""
        fresh = folder / f"{FILE}.{os.getpid()}"
        with fresh.open("wb") as file:
            np.savez(file, **{name: getattr(self, name) for name in self.__slots__})
        fresh.replace(folder / FILE)

    def updated(self, fresh: Gists, gone: NDArray[np.int64]) -> Neighbours:
        """Return the state after some documents were replaced, added or dropped."""
        kept = np.flatnonzero(~np.isin(self.pks, gone))
        old = self._only(kept)
        joined = _join(old, fresh)
        near = np.zeros((len(joined.pks), COUNT), np.int64)
        shares = np.zeros((len(joined.pks), COUNT), np.float32)
        near[: len(kept)], shares[: len(kept)] = self.near[kept], self.shares[kept]
        new = np.arange(len(kept), len(joined.pks))
        _find(joined, new, near, shares)
        # Who lost a neighbour, or may have got a nearer one, looks around again.
        touched = np.union1d(gone, near[new])
        again = np.flatnonzero(
            np.isin(near[: len(kept)], gone).any(axis=1)
            | np.isin(joined.pks[: len(kept)], touched[touched > 0])
        )
        _find(joined, again, near, shares)
        return _with(joined, near, shares)

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
    return _with(
        Neighbours(*[np.empty(0, kind) for kind in _KINDS]),
        np.empty((0, COUNT), np.int64),
        np.empty((0, COUNT), np.float32),
    )


def make_neighbours(gists: Gists) -> Neighbours:
    """Return the neighbours of all these documents."""
    return no_neighbours().updated(gists, np.empty(0, np.int64))


def load_neighbours(folder: Path) -> Neighbours:
    """Return what is kept in a folder; nothing where that cannot be read."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as kept:
            return Neighbours(*[kept[name] for name in Neighbours.__slots__])
    except Exception:  # noqa: BLE001  numpy and zipfile raise anything
        return no_neighbours()


def by_rank(
    kept: Neighbours, pks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return neighbours and shares by place in ``pks``, which fall.

    A share is 0 where there is no neighbour, or it is gone.
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
    falling: NDArray[np.int64], pks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where these pks stand, and which of them stand anywhere."""
    rising = falling[::-1]
    places = np.minimum(np.searchsorted(rising, pks), len(falling) - 1)
    return len(falling) - 1 - places, rising[places] == pks


_KINDS: tuple[Any, ...] = (
    np.int64,
    np.int64,
    np.uint32,
    np.float32,
    np.float32,
    np.int64,
    np.float32,
)


def _with(base: Neighbours, near: Any, shares: Any) -> Neighbours:
    return Neighbours(
        base.pks, base.ends, base.hashes, base.weights, base.lengths, near, shares
    )


def _join(old: Neighbours, fresh: Gists) -> Neighbours:
    sizes = np.array([len(hashes) for hashes in fresh.hashes], np.int64)
    last = old.ends[-1:] if len(old.ends) else np.zeros(1, np.int64)
    return _with(
        Neighbours(
            np.concatenate([old.pks, np.array(fresh.pks, np.int64)]),
            np.concatenate([old.ends, last + np.cumsum(sizes)]),
            np.concatenate([old.hashes, *fresh.hashes]),
            np.concatenate([old.weights, *fresh.weights]),
            np.concatenate([old.lengths, np.array(fresh.lengths, np.float32)]),
            old.near,
            old.shares,
        ),
        old.near,
        old.shares,
    )


def _find(all_: Neighbours, rows: NDArray[np.int64], near: Any, shares: Any) -> None:
    """Fill in the neighbours of some rows by what their gists share."""
    if not len(rows):
        return
    total = len(all_.pks)
    shared = Shared(all_, rows)
    for row in rows.tolist():
        owners, worth = shared.candidates(row)
        scores: Any = np.bincount(owners, worth, total)  # floats, as ``worth``
        scores[row] = 0
        # One document is among the candidates once for each term it shares.
        if len(owners) > COUNT * ASKED:
            part = np.argpartition(-scores[owners], COUNT * ASKED)
            owners = owners[part[: COUNT * ASKED]]
        best = np.unique(owners)
        best = best[np.argsort(-scores[best], kind="stable")[:COUNT]]
        best = best[scores[best] > 0]
        near[row], shares[row] = 0, 0
        near[row, : len(best)] = all_.pks[best]
        shares[row, : len(best)] = scores[best] / max(scores[best].sum(), 1e-9)

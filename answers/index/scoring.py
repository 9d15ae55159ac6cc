"""BM25 over arrays: the impacts of a term, their sum, the best documents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float32]
Ranks = NDArray[np.int64]
Mask = NDArray[np.bool_]

K1 = 2.0
B = 0.75
# For title and question: repetitions hardly count, their length counts much.
HEAD_K1 = 4.0
HEAD_B = 0.9
# A term in more than one document of so many is kept as a full row: adding two rows
# is ten times faster than adding at chosen places.
DENSE = 16


@dataclass(frozen=True, slots=True)
class Impacts:
    """What one term adds to the score of each document it is in.

    ``row`` holds a value for each document of the snapshot, or is None; then
    ``ranks`` and ``values`` name the few documents that have one. ``idf`` says how
    rare the term is.
    """

    ranks: Ranks
    values: Floats
    row: Floats | None
    idf: float

    @property
    def size(self) -> int:
        """Its memory, in bytes."""
        row = 0 if self.row is None else self.row.nbytes
        return self.ranks.nbytes + self.values.nbytes + row + 300


def make_impacts(ranks: Ranks, weights: Floats, norms: Floats, k1: float) -> Impacts:
    """Return the BM25 impacts of one term; ``norms`` are ``length_norms``."""
    total, found = len(norms), len(ranks)
    idf = math.log(1 + (total - found + 0.5) / (found + 0.5))
    values = np.float32(idf * (k1 + 1)) * weights / (weights + norms[ranks])
    return _lay_out(ranks, values, total, idf)


def make_symptom_impacts(ranks: Ranks, weights: Floats, total: int) -> Impacts:
    """Return the impacts of one symptom: 1 for the weight 1, approaching 2.

    Unlike BM25, rareness does not count; the weight of a symptom comes from its kind.
    """
    return _lay_out(ranks, 2 * weights / (weights + 1), total, 0.0)


def _lay_out(ranks: Ranks, values: Floats, total: int, idf: float) -> Impacts:
    if len(ranks) * DENSE < total:
        return Impacts(ranks, values, None, idf)
    row = np.zeros(total, np.float32)
    row[ranks] = values
    return Impacts(ranks[:0], values[:0], row, idf)


def length_norms(lengths: Floats, k1: float = K1, b: float = B) -> Floats:
    """Return BM25's length normalisation, k1 * (1 - b + b * length / average)."""
    average = float(np.sum(lengths, dtype=np.float64)) / max(len(lengths), 1) or 1.0
    return (k1 * (1 - b + b / average * lengths)).astype(np.float32)


def add_up(terms: Sequence[tuple[Impacts, float]], total: int) -> Floats:
    """Return the score of every document: the impacts times the weights, summed."""
    sparse = [(impacts, w) for impacts, w in terms if impacts.row is None]
    scores = np.zeros(total, np.float32)
    if sparse:
        # One pass over all postings: adding term by term costs as much a term.
        ranks = np.concatenate([impacts.ranks for impacts, _ in sparse])
        values = np.concatenate([impacts.values for impacts, _ in sparse])
        weights = np.array([weight for _, weight in sparse], np.float32)
        sizes = np.array([impacts.ranks.size for impacts, _ in sparse])
        values *= np.repeat(weights, sizes)
        scores += np.bincount(ranks, values, total)
    for impacts, weight in terms:
        if impacts.row is not None:
            scores += impacts.row if weight == 1.0 else impacts.row * np.float32(weight)
    return scores


def best(scores: Floats, found: Ranks, count: int) -> Ranks:
    """Return the ``count`` best of ``found``; the lower rank wins a tie."""
    values = scores[found]
    if 0 < count < len(found):
        edge = np.partition(values, len(found) - count)[len(found) - count]
        above = np.flatnonzero(values > edge)
        level = np.flatnonzero(values == edge)[: count - len(above)]
        some = np.concatenate([above, level])
        found, values = found[some], values[some]
    return found[np.lexsort((found, -values))][:count]


def latest(scores: Floats, found: Ranks, days: NDArray[np.int32], count: int) -> Ranks:
    """Return the ``count`` newest of ``found``; within a day the better first."""
    return found[np.lexsort((found, -scores[found], -days[found]))][:count]


def matched(terms: Sequence[Impacts], top: Ranks, total: int) -> NDArray[np.bool_]:
    """Return which term (row) is in which of the ``top`` documents (column)."""
    found = np.zeros((len(terms), len(top)), np.bool_)
    sparse = [number for number, term in enumerate(terms) if term.row is None]
    for number, term in enumerate(terms):
        if term.row is not None:
            found[number] = term.row[top] > 0
    if sparse and len(top):
        # One pass over all postings: 300 terms of a log would cost 300 searches.
        place = np.full(total, -1, np.int32)
        place[top] = np.arange(len(top), dtype=np.int32)
        columns = place[np.concatenate([terms[number].ranks for number in sparse])]
        hits = np.flatnonzero(columns >= 0)
        ends = np.cumsum([len(terms[number].ranks) for number in sparse])
        rows = np.array(sparse)[np.searchsorted(ends, hits, side="right")]
        found[rows, columns[hits]] = True
    return found

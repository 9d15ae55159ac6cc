"""Facets: which documents have which product, category, tags and symptoms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answers.index.scoring import Mask, Ranks


MAX_VALUES = 100  # values counted; a corpus has thousands of tags


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, and pairs of a document's rank and a value's number."""

    values: list[str]
    ranks: Ranks
    codes: Ranks

    def counts(self, match: Mask) -> dict[str, int]:
        """Return how many matches have each value: the most frequent values first."""
        found = np.bincount(self.codes[match[self.ranks]], minlength=len(self.values))
        some = np.flatnonzero(found)
        order = some[np.argsort(-found[some], kind="stable")][:MAX_VALUES].tolist()
        names = (self.values[number] for number in order)
        return dict(zip(names, found[order].tolist(), strict=True))

    def mask(self, value: str, total: int) -> Mask:
        """Return which of ``total`` documents have ``value``."""
        found = np.zeros(total, np.bool_)
        if value in self.values:
            found[self.ranks[self.codes == self.values.index(value)]] = True
        return found


def make_facet(rows: Sequence[Sequence[str]]) -> Facet:
    """Return the facet of documents whose values are given row by row."""
    values = sorted({value for row in rows for value in row if value})
    numbers = {value: number for number, value in enumerate(values)}
    pairs = [
        (rank, numbers[value])
        for rank, row in enumerate(rows)
        for value in dict.fromkeys(row)
        if value
    ]
    array = np.array(pairs, np.int64).reshape(-1, 2)
    return Facet(values, array[:, 0].copy(), array[:, 1].copy())


def join_facets(facets: Sequence[Facet], ranks: Sequence[Ranks]) -> Facet:
    """Return the facets of segments as one; a rank of -1 marks a deleted document."""
    values = sorted({value for facet in facets for value in facet.values})
    numbers = {value: number for number, value in enumerate(values)}
    all_ranks, all_codes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for facet, places in zip(facets, ranks, strict=True):
        codes = np.array([numbers[value] for value in facet.values], np.int64)
        found = places[facet.ranks]
        all_ranks.append(found[found >= 0])
        all_codes.append(codes[facet.codes[found >= 0]])
    return Facet(values, np.concatenate(all_ranks), np.concatenate(all_codes))

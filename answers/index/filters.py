"""Filters: which documents a query's filters let through, and counts for others.

A count says how many hits there would be after choosing that value. Product, category
and date have one value each: where one is set, its own facet is counted without it,
as another value would replace it. Tags and symptoms are added to those chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from answers.index.schema import FACETS
from answers.index.scoring import Mask
from answers.index.snapshot import Snapshot
from answers.index.types import Query

MULTIPLE = ("tag", "symptom")  # facets of which several values may be chosen
DATE = "date"


@dataclass(frozen=True, slots=True)
class Filters:
    """Masks over documents: ``readable`` (None for all), and ``chosen`` by facet."""

    readable: Mask | None
    chosen: Mapping[str, Mask]

    def narrow(self, match: Mask, *, without: str = "") -> Mask:
        """Return the matches that pass every filter but ``without``."""
        for name, mask in self.chosen.items():
            if name != without:
                match = match & mask
        return match


def make_filters(snapshot: Snapshot, query: Query) -> Filters:
    """Return the filters of a query over one state of the index."""
    return Filters(_readable(snapshot, query), dict(_chosen(snapshot, query)))


def count_facets(
    snapshot: Snapshot, query: Query, filters: Filters, match: Mask
) -> dict[str, dict[str, int]]:
    """Return how many hits there would be after choosing each value, by facet.

    ``match`` is what matches the text, whatever the filters say.
    """
    narrowed = filters.narrow(match)
    counts = {}
    for name in (*FACETS, DATE):
        replaces = name in filters.chosen and name not in MULTIPLE
        seen = filters.narrow(match, without=name) if replaces else narrowed
        if name == DATE:
            counts[name] = _count_dates(snapshot, query, seen)
        else:
            counts[name] = snapshot.facets[name].counts(seen)
    return counts


def _readable(snapshot: Snapshot, query: Query) -> Mask | None:
    masks = []
    if snapshot.has_internal and not query.internal:
        masks.append(snapshot.public)
    if query.products:
        facet = snapshot.facets["product"]
        seen = [facet.mask(slug, snapshot.total) for slug in query.products]
        masks.append(np.logical_or.reduce(seen))
    if query.exclude is not None:
        masks.append(snapshot.pks != query.exclude)
    return np.logical_and.reduce(masks) if masks else None


def _chosen(snapshot: Snapshot, query: Query) -> Iterator[tuple[str, Mask]]:
    values: dict[str, tuple[str, ...]] = {
        "product": (query.product,),
        "category": (query.category,),
        "tag": query.tags,
        "symptom": query.symptom_filter,
    }
    for name, wanted in values.items():
        facet = snapshot.facets[name]
        masks = [facet.mask(value, snapshot.total) for value in wanted if value]
        if masks:
            yield name, np.logical_and.reduce(masks)
    if query.since is not None or query.until is not None:
        days = snapshot.days
        mask = days != 0
        if query.since is not None:
            mask &= days >= query.since
        if query.until is not None:
            mask &= days <= query.until
        yield DATE, mask


def _count_dates(snapshot: Snapshot, query: Query, match: Mask) -> dict[str, int]:
    """Return how many matches each year has, the newest first.

    Where the query is limited to one year, its months follow it.
    """
    months = snapshot.months[match & (snapshot.days != 0)]
    counts: dict[str, int] = {}
    year = _only_year(query)
    for month, count in _count(months):
        name = str(np.datetime64(month, "M"))
        counts[name[:4]] = counts.get(name[:4], 0) + count
        if name[:4] == year:
            counts[name] = count
    order = sorted(counts, key=lambda name: (-int(name[:4]), name))
    return {name: counts[name] for name in order}


def _count(months: np.ndarray) -> Iterator[tuple[int, int]]:
    if not len(months):
        return
    first = int(months.min())
    found = np.bincount(months - first)
    for at in np.flatnonzero(found).tolist():
        yield first + at, int(found[at])


def _only_year(query: Query) -> str:
    if query.since is None or query.until is None:
        return ""
    since, until = (str(np.datetime64(d, "D"))[:4] for d in (query.since, query.until))
    return since if since == until else ""

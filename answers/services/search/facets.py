"""The values of facets, with the names that readers know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from answers.models import Product, Symptom, Tag

MAX_VALUES = 20  # of each facet


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value to filter by, and how many matches the filter would leave.

    A date is a year or a month, such as ``2024`` or ``2024-05``.
    """

    slug: str
    name: str
    count: int


def name_facets(
    facets: Mapping[str, Mapping[str, int]],
) -> dict[str, list[FacetValue]]:
    """Return the most frequent values of each facet, by its name.

    ``facets`` are counts by slug, of what the viewer may read. Hidden tags are left
    out.
    """
    named = {}
    for facet, names in _NAMES.items():
        counts = facets.get(facet, {})
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_VALUES]
        known = names([slug for slug, _ in most])
        named[facet] = [
            FacetValue(slug, known[slug], count)
            for slug, count in most
            if slug in known
        ]
    named["date"] = [
        FacetValue(date, date, count) for date, count in facets.get("date", {}).items()
    ]
    return named


def _products(slugs: Sequence[str]) -> dict[str, str]:
    rows = Product.objects.filter(slug__in=slugs)
    return dict(rows.values_list("slug", "name"))


def _tags(slugs: Sequence[str]) -> dict[str, str]:
    rows = Tag.objects.visible().filter(slug__in=slugs)
    return dict(rows.values_list("slug", "name"))


def _categories(slugs: Sequence[str]) -> dict[str, str]:
    return {slug: slug for slug in slugs}


def _symptoms(slugs: Sequence[str]) -> dict[str, str]:
    rows = Symptom.objects.filter(slug__in=slugs)
    return dict(rows.values_list("slug", "value"))


_NAMES: Mapping[str, Callable[[Sequence[str]], dict[str, str]]] = {
    "product": _products,
    "tag": _tags,
    "category": _categories,
    "symptom": _symptoms,
}

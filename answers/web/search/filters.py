"""Filters: the facets, set filters and orders that a page of results offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from answers.services.search import FacetValue

if TYPE_CHECKING:
    from answers.web.search.query import SearchRequest

# Facets with several values: the field of a search, and the parameter that removes one.
SEVERAL = {"tag": ("tags", "untag"), "symptom": ("symptoms", "unshow")}

Facets = Mapping[str, Sequence[FacetValue]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to ``url`` that sets or removes a filter.

    If the text is too long for an address, it is a submit button ``name`` = ``value``
    of the form that holds the text.
    """

    label: str
    url: str
    name: str = ""
    value: str = ""
    count: int = 0
    on: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its values."""

    name: str
    heading: str
    choices: Sequence[Choice]


def facets(search: SearchRequest, found: Facets) -> list[Facet]:
    """Return the facets with more than one value, or with one that is set."""
    headings = {
        "product": _("Product"),
        "symptom": _("Symptoms"),
        "tag": _("Tags"),
        "category": _("Category"),
        "date": _("Date"),
    }
    made = (
        Facet(name, heading, list(_choices(search, name, found.get(name, ()))))
        for name, heading in headings.items()
    )
    return [f for f in made if len(f.choices) > 1 or any(c.on for c in f.choices)]


def chips(search: SearchRequest, found: Facets) -> list[Choice]:
    """Return the filters that are set, each as a link that removes it."""
    names = {(facet, v.slug): v.name for facet, vs in found.items() for v in vs}
    made = []
    if search.product:
        label = names.get(("product", search.product), search.product)
        made.append(Choice(label, search.changed(product="").url, "product", ""))
    if search.category:
        there = search.changed(category="").url
        made.append(Choice(search.category, there, "category", ""))
    for facet, (field, away) in SEVERAL.items():
        for slug in getattr(search, field):
            label = names.get((facet, slug), slug)
            there = search.changed(
                **{field: _without(getattr(search, field), slug)}
            ).url
            made.append(Choice(label, there, away, slug))
    if search.has_dates:
        ends = dict.fromkeys(end for end in (search.since, search.until))
        there = search.changed(since="", until="").url
        made.append(Choice(" – ".join(ends), there, "date", ""))
    return made


def sorts(search: SearchRequest) -> list[Choice]:
    """Return the orders that results can be shown in."""
    names = {"relevance": _("Best match"), "date": _("Newest")}
    return [
        Choice(
            label, search.changed(sort=name).url, "sort", name, on=name == search.sort
        )
        for name, label in names.items()
    ]


def _choices(
    search: SearchRequest, facet: str, values: Sequence[FacetValue]
) -> Iterator[Choice]:
    for value in values:
        if facet in SEVERAL:
            field, away = SEVERAL[facet]
            chosen = getattr(search, field)
            on = value.slug in chosen
            name, given = (away if on else facet), value.slug
            rest = _without(chosen, value.slug)
            change: dict[str, Any] = {field: rest if on else (*chosen, value.slug)}
        elif facet == "date":
            on = search.since == search.until == value.slug
            name, given = "date", "" if on else value.slug
            change = {"since": given, "until": given}
        else:
            on = value.slug == getattr(search, facet)
            name, given = facet, "" if on else value.slug
            change = {facet: given}
        yield Choice(
            value.name, search.changed(**change).url, name, given, value.count, on
        )


def _without(values: Sequence[str], gone: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != gone)

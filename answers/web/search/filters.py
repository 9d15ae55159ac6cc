"""Narrowing: the filters and orders that a page of results offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from answers.services.search import FacetValue

if TYPE_CHECKING:
    from answers.web.search.query import Asked

# Facets of which several values add up: the field of a search, and what takes one away.
SEVERAL = {"tag": ("tags", "untag"), "symptom": ("symptoms", "unshow")}

Facets = Mapping[str, Sequence[FacetValue]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: a link to ``url``.

    Where the text is too long for an address it is a button instead, ``name`` =
    ``value`` of the form that holds the text.
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


def facets(asked: Asked, found: Facets) -> list[Facet]:
    """Return the filters that could narrow these results further."""
    headings = {
        "product": _("Product"),
        "symptom": _("Symptoms"),
        "tag": _("Tags"),
        "category": _("Category"),
        "date": _("Date"),
    }
    made = (
        Facet(name, heading, list(_choices(asked, name, found.get(name, ()))))
        for name, heading in headings.items()
    )
    return [f for f in made if len(f.choices) > 1 or any(c.on for c in f.choices)]


def chips(asked: Asked, found: Facets) -> list[Choice]:
    """Return the filters that are set, each as what takes it away."""
    names = {(facet, v.slug): v.name for facet, vs in found.items() for v in vs}
    made = []
    if asked.product:
        label = names.get(("product", asked.product), asked.product)
        made.append(Choice(label, asked.but(product="").url, "product", ""))
    if asked.category:
        there = asked.but(category="").url
        made.append(Choice(asked.category, there, "category", ""))
    for facet, (field, away) in SEVERAL.items():
        for slug in getattr(asked, field):
            label = names.get((facet, slug), slug)
            there = asked.but(**{field: _without(getattr(asked, field), slug)}).url
            made.append(Choice(label, there, away, slug))
    if asked.dated:
        ends = dict.fromkeys(end for end in (asked.since, asked.until))
        there = asked.but(since="", until="").url
        made.append(Choice(" – ".join(ends), there, "date", ""))
    return made


def sorts(asked: Asked) -> list[Choice]:
    """Return the orders that results can be shown in."""
    names = {"relevance": _("Best match"), "date": _("Newest")}
    return [
        Choice(label, asked.but(sort=name).url, "sort", name, on=name == asked.sort)
        for name, label in names.items()
    ]


def _choices(
    asked: Asked, facet: str, values: Sequence[FacetValue]
) -> Iterator[Choice]:
    for value in values:
        if facet in SEVERAL:
            field, away = SEVERAL[facet]
            chosen = getattr(asked, field)
            on = value.slug in chosen
            name, given = (away if on else facet), value.slug
            rest = _without(chosen, value.slug)
            change: dict[str, Any] = {field: rest if on else (*chosen, value.slug)}
        elif facet == "date":
            on = asked.since == asked.until == value.slug
            name, given = "date", "" if on else value.slug
            change = {"since": given, "until": given}
        else:
            on = value.slug == getattr(asked, facet)
            name, given = facet, "" if on else value.slug
            change = {facet: given}
        yield Choice(value.name, asked.but(**change).url, name, given, value.count, on)


def _without(values: Sequence[str], gone: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != gone)

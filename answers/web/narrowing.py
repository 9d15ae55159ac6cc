"""Narrowing: the filters and orders that a page of results offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from answers.services.asking import FacetValue

if TYPE_CHECKING:
    from answers.web.asked import Asked

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
    headings = {"product": _("Product"), "tag": _("Tags"), "category": _("Category")}
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
    for tag in asked.tags:
        rest = tuple(other for other in asked.tags if other != tag)
        label = names.get(("tag", tag), tag)
        made.append(Choice(label, asked.but(tags=rest).url, "untag", tag))
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
        if facet == "tag":
            on = value.slug in asked.tags
            name, given = ("untag" if on else "tag"), value.slug
            rest = tuple(tag for tag in asked.tags if tag != value.slug)
            change: dict[str, Any] = {"tags": rest if on else (*rest, value.slug)}
        else:
            on = value.slug == getattr(asked, facet)
            name, given = facet, "" if on else value.slug
            change = {facet: given}
        yield Choice(value.name, asked.but(**change).url, name, given, value.count, on)

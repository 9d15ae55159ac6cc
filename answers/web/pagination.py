"""Paging: which pages to offer, and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NEIGHBOURS = 1  # page numbers shown on each side of the present one


@dataclass(frozen=True, slots=True)
class Step:
    """A page one can go to; number 0 is a gap between numbers."""

    number: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """The present page and the others: ``start`` is the first row it shows."""

    number: int
    last: int
    start: int
    size: int
    steps: Sequence[Step]
    before: Step | None
    after: Step | None


def make_pages(
    number: int, *, total: int, size: int, most: int, url: Callable[[int], str]
) -> Pages:
    """Return the pages of ``total`` rows, never more than ``most`` of them."""
    paginator = Paginator(range(min(total, most * size)), size)
    page = paginator.get_page(number)
    number, last = page.number, paginator.num_pages
    shown = paginator.get_elided_page_range(number, on_each_side=NEIGHBOURS, on_ends=1)
    return Pages(
        number=number,
        last=last,
        start=(number - 1) * size,
        size=size,
        steps=[Step(n, url(n)) if isinstance(n, int) else Step(0) for n in shown],
        before=Step(number - 1, url(number - 1)) if page.has_previous() else None,
        after=Step(number + 1, url(number + 1)) if page.has_next() else None,
    )

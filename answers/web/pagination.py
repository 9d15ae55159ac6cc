"""Paging: which pages to offer, and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    last = max(1, min(-(-total // size), most))
    number = min(number, last)
    return Pages(
        number=number,
        last=last,
        start=(number - 1) * size,
        size=size,
        steps=[Step(n, url(n) if n else "") for n in _shown(number, last)],
        before=Step(number - 1, url(number - 1)) if number > 1 else None,
        after=Step(number + 1, url(number + 1)) if number < last else None,
    )


def _shown(number: int, last: int) -> list[int]:
    near = range(max(1, number - NEIGHBOURS), min(last, number + NEIGHBOURS) + 1)
    shown: list[int] = []
    for page in sorted({1, last, *near}):
        hole = page - shown[-1] if shown else 1
        if hole == 2:  # a gap of one page takes as much room as its number
            shown.append(page - 1)
        elif hole > 2:
            shown.append(0)
        shown.append(page)
    return shown

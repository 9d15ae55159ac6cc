"""Trying: what readers' own queries would find if staff decided so; nothing is kept."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from answers.models import Article, Pin, SearchEvent
from answers.services.ask import World, live_world, question_rank
from answers.services.expectations.changes import Change, pinning_with, wording_with
from answers.services.expectations.checks import Broken, expectations_check

DAYS = 30
MOST = 200  # distinct queries that are tried, the most frequent first
SECONDS = 3.0  # after which no further query is tried


@dataclass(frozen=True, slots=True)
class Place:
    """One article of an order, and where it stands in the other one, counted from 1."""

    article: int
    heading: str
    place: int
    other: int | None

    @property
    def moved(self) -> str:
        """``same``, ``up`` or ``down`` against the other order; ``new`` to it."""
        if self.other is None:
            return "new"
        if self.other == self.place:
            return "same"
        return "up" if self.other > self.place else "down"


@dataclass(frozen=True, slots=True)
class Changed:
    """A query that would find others; what is ``new`` in ``before`` will be gone."""

    text: str
    count: int
    before: tuple[Place, ...]
    after: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a decision would change.

    ``tried`` of ``total`` queries were ranked in the time there was; ``found`` of them
    had nothing before. ``broken`` are the expectations that would no longer hold.
    """

    changed: tuple[Changed, ...]
    tried: int
    total: int
    found: int
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    product: str
    count: int


@dataclass(frozen=True, slots=True)
class _Orders:
    row: _Row
    before: tuple[int, ...]
    after: tuple[int, ...]


def wording_try(
    *,
    words: Iterable[Sequence[str]],
    without: Iterable[int | None] = (),
    days: int = DAYS,
    most: int = MOST,
) -> Trial:
    """Try groups of words, in place of those whose keys are ``without``.

    Raises IndexUnavailableError.
    """
    change = wording_with(words, without=without)
    return change_try(change=change, days=days, most=most)


def pin_try(*, pin: Pin, days: int = DAYS, most: int = MOST) -> Trial:
    """Try a pin, which may be one that is there. Raises IndexUnavailableError."""
    return change_try(change=pinning_with(pin), days=days, most=most)


def queries_recent(*, days: int = DAYS, most: int = MOST) -> list[str]:
    """Return what is tried, the most frequent first."""
    return [row.text for row in _recent(days, most)]


def change_try(*, change: Change, days: int = DAYS, most: int = MOST) -> Trial:
    """Rank what readers search for now and after a change; name what would break.

    Raises IndexUnavailableError.
    """
    with change.world() as after:
        trial = _try(after, days, most)
    return replace(trial, broken=tuple(expectations_check(change=change)))


def _try(after: World, days: int, most: int) -> Trial:
    rows, before = _recent(days, most), live_world()
    orders: list[_Orders] = []
    end = time.monotonic() + SECONDS
    for row in rows:
        if orders and time.monotonic() > end:
            break
        first, second = (
            question_rank(text=row.text, product=row.product, world=world)
            for world in (before, after)
        )
        orders.append(_Orders(row, first, second))
    moved = [one for one in orders if one.before != one.after]
    return Trial(
        changed=_name(moved),
        tried=len(orders),
        total=len(rows),
        found=sum(1 for one in moved if not one.before),
    )


def _recent(days: int, most: int) -> list[_Row]:
    """Return what was searched for most often; a tie goes to what reads first."""
    since = timezone.now() - dt.timedelta(days=days)
    events = SearchEvent.objects.filter(kind=SearchEvent.Kind.SEARCH, at__gte=since)
    counted: QuerySet[Any] = events.order_by().values("text", "product")
    counted = counted.annotate(n=Count("pk")).order_by("-n", "text", "product")
    return [_Row(row["text"], row["product"], row["n"]) for row in counted[:most]]


def _name(moved: Sequence[_Orders]) -> tuple[Changed, ...]:
    pks = {pk for one in moved for pk in (*one.before, *one.after)}
    rows = Article.objects.filter(pk__in=pks).only("key", "title")
    names = {row.pk: row.heading for row in rows}
    return tuple(
        Changed(
            one.row.text,
            one.row.count,
            _places(one.before, one.after, names),
            _places(one.after, one.before, names),
        )
        for one in moved
    )


def _places(
    order: Sequence[int], others: Sequence[int], names: dict[int, str]
) -> tuple[Place, ...]:
    there = {pk: place for place, pk in enumerate(others, 1)}
    return tuple(
        Place(pk, names.get(pk, ""), place, there.get(pk))
        for place, pk in enumerate(order, 1)
    )

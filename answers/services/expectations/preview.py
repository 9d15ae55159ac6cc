"""What readers' recent queries would find after a change; nothing is kept."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils import timezone

from answers.models import Article, Pin, SearchEvent
from answers.services.expectations.changes import Change, pin_change, synonyms_change
from answers.services.expectations.checks import Broken, expectations_check
from answers.services.search import (
    Context,
    Question,
    article_order,
    simulated_context,
)

DAYS = 30
MAX_QUERIES = 200  # distinct ones that are tried, the most frequent first
TOP = 10  # places of a result that are compared
SECONDS = 3.0  # after which no further query is tried


@dataclass(frozen=True, slots=True)
class Place:
    """An article of an order, with its place there and in the other order, from 1."""

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
class ChangedQuery:
    """A query whose results would change; what is ``new`` in ``before`` will go."""

    text: str
    count: int
    before: tuple[Place, ...]
    after: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The queries that a change would affect.

    ``tried`` of ``total`` queries were ranked within ``SECONDS``; ``found`` of the
    changed ones have no result now. ``broken`` expectations would no longer hold.
    """

    changed: tuple[ChangedQuery, ...]
    tried: int
    total: int
    found: int
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    product: str
    count: int


@dataclass(frozen=True, slots=True)
class _Orders:
    row: _Query
    before: tuple[int, ...]
    after: tuple[int, ...]


def synonyms_preview(
    *,
    words: Iterable[Sequence[str]],
    without: Iterable[int | None] = (),
    days: int = DAYS,
    most: int = MAX_QUERIES,
) -> Preview:
    """Preview these synonym groups in place of those with the pks ``without``.

    Raises IndexUnavailableError.
    """
    change = synonyms_change(words, without=without)
    return change_preview(change=change, days=days, most=most)


def pin_preview(*, pin: Pin, days: int = DAYS, most: int = MAX_QUERIES) -> Preview:
    """Preview a new or an edited pin. Raises IndexUnavailableError."""
    return change_preview(change=pin_change(pin), days=days, most=most)


def queries_recent(*, days: int = DAYS, most: int = MAX_QUERIES) -> list[str]:
    """Return the texts of recent queries, the most frequent first."""
    return [row.text for row in _recent(days, most)]


def change_preview(
    *, change: Change, days: int = DAYS, most: int = MAX_QUERIES
) -> Preview:
    """Rank recent queries now and after a change, and check the expectations.

    Raises IndexUnavailableError.
    """
    with change.context() as after:
        preview = _preview(after, days, most)
    return replace(preview, broken=tuple(expectations_check(change=change)))


def _preview(after: Context, days: int, most: int) -> Preview:
    rows, before = _recent(days, most), simulated_context()
    orders: list[_Orders] = []
    end = time.monotonic() + SECONDS
    for row in rows:
        if orders and time.monotonic() > end:
            break
        question = Question(row.text, limit=TOP, product=row.product)
        first, second = (
            article_order(question=question, context=context)
            for context in (before, after)
        )
        orders.append(_Orders(row, first, second))
    moved = [one for one in orders if one.before != one.after]
    return Preview(
        changed=_with_headings(moved),
        tried=len(orders),
        total=len(rows),
        found=sum(1 for one in moved if not one.before),
    )


def _recent(days: int, most: int) -> list[_Query]:
    """Return the most frequent searches, ties in alphabetical order."""
    since = timezone.now() - dt.timedelta(days=days)
    events = SearchEvent.objects.filter(kind=SearchEvent.Kind.SEARCH, at__gte=since)
    pairs = events.order_by().values_list("text", "product")
    counted = pairs.annotate(n=Count("pk")).order_by("-n", "text", "product")
    return [_Query(text, product, n) for text, product, n in counted[:most]]


def _with_headings(moved: Sequence[_Orders]) -> tuple[ChangedQuery, ...]:
    pks = {pk for one in moved for pk in (*one.before, *one.after)}
    rows = Article.objects.filter(pk__in=pks).only("key", "title")
    names = {row.pk: row.heading for row in rows}
    return tuple(
        ChangedQuery(
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

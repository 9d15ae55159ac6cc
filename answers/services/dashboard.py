"""Tallying: what staff should do next, and how it goes; counted in the database."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Avg, Count, Max, QuerySet, Sum, Value
from django.utils import timezone

from answers.models import (
    Article,
    ArticleView,
    Expectation,
    IndexChange,
    Inquiry,
    Revision,
    SearchEvent,
    Vote,
    stale,
)

DAYS = 30  # that are looked back
ROWS = 50  # of a table; a page shows the first few
READ = 500  # articles that are weighed by their age, the most read
YEAR = 365.25
UNSURE = 0.5  # a confidence below it is worth a look
ANSWERED = 500  # answered questions of which the median is taken
KEPT = 60  # seconds that counts are kept: every page of the admin shows some
_COUNTS = "staff-counts"


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A query that was typed: how often, and how sure its answers were on average."""

    text: str
    count: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ViewedRow:
    """An article that readers see and nobody verified; ``years`` is how old it is."""

    key: str
    heading: str
    views: int
    pk: int
    years: int = 0


@dataclass(frozen=True, slots=True)
class DayRow:
    """The votes of one day."""

    day: dt.date
    up: int
    down: int


def queue_counts() -> dict[str, int]:
    """Return how much waits in each queue, not older than a minute."""
    return cast("dict[str, int]", cache.get_or_set(_COUNTS, _count, KEPT))


def queries_without_result() -> list[QueryRow]:
    """Return what was searched for in vain, most often first."""
    rows = _events().filter(kind=SearchEvent.Kind.SEARCH, total=0)
    counted: QuerySet[Any] = rows.values("text").annotate(n=Count("pk"))
    top = counted.order_by("-n", "text")[:ROWS]
    return [QueryRow(row["text"], row["n"]) for row in top]


def queries_unsure() -> list[QueryRow]:
    """Return what was asked and answered without much confidence, most often first."""
    rows = _events().filter(kind=SearchEvent.Kind.ASK, confidence__lt=UNSURE)
    counted: QuerySet[Any] = rows.values("text").annotate(
        n=Count("pk"), sure=Avg("confidence")
    )
    top = counted.order_by("-n", "text")[:ROWS]
    return [QueryRow(row["text"], row["n"], round(row["sure"], 2)) for row in top]


def articles_unverified() -> list[ViewedRow]:
    """Return what readers see and nobody ever verified, by traffic and age.

    Views of the last days x (years since its date + 1), among the ``READ`` most read.
    """
    views: QuerySet[Any] = (
        ArticleView.objects.filter(
            day__gte=_first_day(),
            article__status=Article.Status.PUBLISHED,
            article__verified_at__isnull=True,
        )
        .order_by()
        .values("article")
        .annotate(n=Sum("count"))
    )
    seen = {row["article"]: row["n"] for row in views.order_by("-n", "article")[:READ]}
    today = timezone.localdate()

    def weight(article: Article) -> float:
        since = article.date or article.created_at.date()
        return float(seen[article.pk] * (1 + (today - since).days / YEAR))

    rows = Article.objects.only("key", "title", "date", "created_at").in_order(seen)
    return [
        ViewedRow(
            article.key,
            article.heading,
            seen[article.pk],
            article.pk,
            int((today - (article.date or article.created_at.date())).days // YEAR),
        )
        for article in sorted(rows, key=weight, reverse=True)[:ROWS]
    ]


def votes_by_day() -> list[DayRow]:
    """Return the votes of each of the last days, days without any included."""
    first = _first_day()
    days = [first + dt.timedelta(days=number) for number in range(DAYS)]
    # A query of parts, each a stretch of the index: cutting every moment down to its
    # day takes a second for the votes of a busy month.
    parts = [_votes_of(day) for day in days]
    rows = parts[0].union(*parts[1:], all=True)
    tally = {(row["day"], row["value"]): row["n"] for row in rows}
    return [
        DayRow(
            day,
            tally.get((day.isoformat(), Vote.Value.UP), 0),
            tally.get((day.isoformat(), Vote.Value.DOWN), 0),
        )
        for day in days
    ]


def _votes_of(day: dt.date) -> QuerySet[Any]:
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    end = timezone.make_aware(
        dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    )
    rows = Vote.objects.filter(updated_at__gte=start, updated_at__lt=end).order_by()
    named = rows.values("value").annotate(day=Value(day.isoformat()))
    return named.annotate(n=Count("pk"))


def answer_hours() -> float | None:
    """Return the median of hours from a question to its published answer, if any."""
    rows = Inquiry.objects.filter(status=Inquiry.Status.ANSWERED)
    rows = rows.exclude(closed_at=None).order_by("-closed_at")
    pairs = rows.values_list("created_at", "closed_at")[:ANSWERED]
    hours = [(done - asked).total_seconds() / 3600 for asked, done in pairs if done]
    return round(statistics.median(hours), 1) if hours else None


def _events() -> QuerySet[SearchEvent]:
    since = timezone.now() - dt.timedelta(days=DAYS)
    return SearchEvent.objects.filter(at__gte=since).order_by()


def _first_day() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=DAYS - 1)


def _count() -> dict[str, int]:
    public = Article.objects.filter(
        status=Article.Status.PUBLISHED, current__isnull=False
    )
    waiting = (Revision.Status.CONFLICT, Revision.Status.IN_REVIEW)
    states: QuerySet[Any] = Revision.objects.filter(status__in=waiting).order_by()
    by_state = dict(states.values_list("status").annotate(n=Count("pk")))
    votes = Vote.objects.filter(updated_at__gte=timezone.now() - dt.timedelta(days=7))
    open_votes = Vote.objects.filter(value=Vote.Value.DOWN, handled_as="").order_by()
    return {
        "published": public.count(),
        "reviews": by_state.get(Revision.Status.IN_REVIEW, 0),
        "conflicts": by_state.get(Revision.Status.CONFLICT, 0),
        "inquiries": Inquiry.objects.leads().open().count(),
        "offered": Inquiry.objects.leads().open().exclude(offer=None).count(),
        "broken": Expectation.objects.filter(enabled=True, holds=False).count(),
        "complaints": open_votes.values("article").distinct().count(),
        "open_votes": open_votes.count(),
        "disliked": votes.filter(value=Vote.Value.DOWN).count(),
        "liked": votes.filter(value=Vote.Value.UP).count(),
        "stale": stale(public).count(),
    }


def conflicts_waiting() -> int:
    """Return for how many articles an incoming text waits, as of now."""
    return Revision.objects.filter(status=Revision.Status.CONFLICT).count()


def expectations_checked() -> dt.datetime | None:
    """Return when any expectation was last run."""
    enabled = Expectation.objects.filter(enabled=True)
    last: dt.datetime | None = enabled.aggregate(last=Max("checked_at"))["last"]
    return last


def index_queue() -> int:
    """Return how many changes search does not know yet, as of now."""
    return IndexChange.objects.count()


def queries_counted(texts: Iterable[str]) -> dict[str, int]:
    """Return how often each of these texts was searched for or asked."""
    rows = SearchEvent.objects.filter(text__in=set(texts)).order_by()
    counted: QuerySet[Any] = rows.values_list("text").annotate(n=Count("pk"))
    return dict(counted)

"""The numbers of the dashboard, counted in the database: queues, queries, votes."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar, cast

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

DAYS = 30  # days that the tables cover
ROWS = 50  # rows of a table; the index page shows the first few
READ = 500  # most viewed articles that are sorted by views and age
YEAR = 365.25
UNSURE = 0.5  # a confidence below it counts as unsure
ANSWERED = 500  # latest answered inquiries that the median is taken of
CACHE_SECONDS = 60  # every page of the admin shows some of the counts
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A query with its count and the mean confidence of its answers (0 to 1)."""

    text: str
    count: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ViewedRow:
    """An unverified article with its views and its age in full years."""

    key: str
    heading: str
    views: int
    pk: int
    years: int = 0


@dataclass(frozen=True, slots=True)
class DayRow:
    """The votes of one day: 好评 (``up``) and 差评 (``down``)."""

    day: dt.date
    up: int
    down: int


class QueueCounts(TypedDict):
    """The length of each queue of staff, and the numbers beside them."""

    published: int
    reviews: int
    conflicts: int
    inquiries: int
    offered: int  # of the inquiries: an article published since may answer them
    broken: int  # expectations
    complaints: int  # articles with open 差评
    open_votes: int  # open 差评
    disliked: int  # 差评 of the last seven days
    liked: int  # 好评 of the last seven days
    stale: int  # articles not verified on the newest release


def cached(name: str, count: Callable[[], T]) -> T:
    """Return ``count()``, at most ``CACHE_SECONDS`` seconds old."""
    return cast("T", cache.get_or_set(f"staff-{name}", count, CACHE_SECONDS))


def queue_counts() -> QueueCounts:
    """Return the length of each queue, at most ``CACHE_SECONDS`` seconds old."""
    return cached("counts", _count)


def queries_without_result() -> list[QueryRow]:
    """Return the searches without a result, the most frequent first."""
    rows = _events().filter(kind=SearchEvent.Kind.SEARCH, total=0)
    counted: QuerySet[Any] = rows.values("text").annotate(n=Count("pk"))
    top = counted.order_by("-n", "text")[:ROWS]
    return [QueryRow(row["text"], row["n"]) for row in top]


def queries_unsure() -> list[QueryRow]:
    """Return the questions answered with a confidence below ``UNSURE``, by count."""
    rows = _events().filter(kind=SearchEvent.Kind.ASK, confidence__lt=UNSURE)
    counted: QuerySet[Any] = rows.values("text").annotate(
        n=Count("pk"), sure=Avg("confidence")
    )
    top = counted.order_by("-n", "text")[:ROWS]
    return [QueryRow(row["text"], row["n"], round(row["sure"], 2)) for row in top]


def articles_unverified() -> list[ViewedRow]:
    """Return the articles that were never verified, by views and age.

    Sorted by views in the last ``DAYS`` x (years since the article's date + 1), among
    the ``READ`` most viewed.
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
    # A union of ranges that use the index: truncating every timestamp to its day takes
    # a second for the votes of a busy month.
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
    """Return the median hours from an inquiry to its answer, None without any."""
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


def _count() -> QueueCounts:
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
    """Return how many incoming texts are in conflict now."""
    return Revision.objects.filter(status=Revision.Status.CONFLICT).count()


def expectations_checked() -> dt.datetime | None:
    """Return when an enabled expectation was last run, None if never."""
    enabled = Expectation.objects.filter(enabled=True)
    last: dt.datetime | None = enabled.aggregate(last=Max("checked_at"))["last"]
    return last


def index_queue() -> int:
    """Return how many changes the search index has not taken in yet."""
    return IndexChange.objects.count()


def queries_counted(texts: Iterable[str]) -> dict[str, int]:
    """Return how often each text was searched for or asked; others are left out."""
    rows = SearchEvent.objects.filter(text__in=set(texts)).order_by()
    counted: QuerySet[Any] = rows.values_list("text").annotate(n=Count("pk"))
    return dict(counted)

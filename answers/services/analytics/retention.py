"""Expiring: nothing is kept longer than KB_ANALYTICS_DAYS says."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from answers.models import ArticleView, SearchEvent

BATCH = 5_000  # rows a transaction: others write in between


def events_expire() -> int:
    """Delete what is older than KB_ANALYTICS_DAYS, all of it where nothing is kept.

    Returns how many events and days of views are gone.
    """
    days = settings.KB_ANALYTICS_DAYS
    end = timezone.now() - dt.timedelta(days=days or 0)
    events = SearchEvent.objects.order_by().filter(at__lt=end)
    views = ArticleView.objects.order_by()
    if days:
        views = views.filter(day__lt=timezone.localdate(end))
    return sum(_delete(rows) for rows in (events, views))


def _delete(rows: QuerySet[SearchEvent] | QuerySet[ArticleView]) -> int:
    gone = 0
    while pks := list(rows.values_list("pk", flat=True)[:BATCH]):
        gone += rows.filter(pk__in=pks).delete()[0]
    return gone

"""Tallying: what staff read on their first page is what happened."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.cache import cache
from django.utils import timezone

from answers.models import Article, ArticleView, Inquiry, Revision, SearchEvent, Vote
from answers.services import dashboard

pytestmark = pytest.mark.django_db
numbers = itertools.count()


def searched(text, days=0, kind="search", total=0, confidence=None):
    SearchEvent.objects.create(
        token=f"t{next(numbers)}", at=timezone.now() - dt.timedelta(days=days),
        kind=kind, channel="web", text=text, total=total, confidence=confidence,
    )  # fmt: skip


def test_queries_in_vain_are_counted_for_a_month():
    for days in (0, 1, 40):
        searched("nothing", days=days)
    searched("found", total=3)
    assert dashboard.queries_without_result() == [dashboard.QueryRow("nothing", 2)]


def test_unsure_answers_come_with_their_confidence():
    searched("a", kind="ask", confidence=0.2)
    searched("a", kind="ask", confidence=0.4)
    searched("b", kind="ask", confidence=0.9)
    assert dashboard.queries_unsure() == [dashboard.QueryRow("a", 2, 0.3)]


def test_the_most_read_that_nobody_verified_come_first(make_article):
    for key, count in (("a", 3), ("b", 9), ("c", 50)):
        article = make_article(key)
        ArticleView.objects.create(
            article=article, day=timezone.localdate(), count=count
        )
    Article.objects.filter(key="c").update(verified_at=timezone.now())
    found = [(row.key, row.views) for row in dashboard.articles_unverified()]
    assert found == [("b", 9), ("a", 3)]


def test_what_is_old_comes_before_what_is_read_a_little_more(make_article):
    today = timezone.localdate()
    for key, views, years in (("new", 12, 0), ("old", 10, 3), ("rare", 1, 5)):
        article = make_article(key)
        date = today - dt.timedelta(days=round(years * dashboard.YEAR) + 1)
        Article.objects.filter(pk=article.pk).update(date=date)
        ArticleView.objects.create(article=article, day=today, count=views)
    found = [(row.key, row.views, row.years) for row in dashboard.articles_unverified()]
    assert found == [("old", 10, 3), ("new", 12, 0), ("rare", 1, 5)]


def test_votes_are_counted_by_day_and_no_day_is_missing(make_article):
    article = make_article()
    for number, value in enumerate((1, -1, -1)):
        Vote.objects.create(
            article=article, revision=article.current, visitor=f"v{number}",
            value=value, channel="web",
        )  # fmt: skip
    rows = dashboard.votes_by_day()
    assert len(rows) == dashboard.DAYS
    assert rows[-1] == dashboard.DayRow(timezone.localdate(), up=1, down=2)
    assert {(row.up, row.down) for row in rows[:-1]} == {(0, 0)}


def test_the_median_of_hours_to_an_answer():
    assert dashboard.answer_hours() is None
    for number, hours in enumerate((1, 5, 90)):
        inquiry = Inquiry.objects.create(
            question="?", fingerprint=str(number), channel="api", status="answered"
        )
        created = timezone.now() - dt.timedelta(hours=hours)
        Inquiry.objects.filter(pk=inquiry.pk).update(
            created_at=created, closed_at=created + dt.timedelta(hours=hours)
        )
    assert dashboard.answer_hours() == 5.0
    Inquiry.objects.update(updated_at=timezone.now() + dt.timedelta(days=9))
    assert dashboard.answer_hours() == 5.0  # what is touched later took no longer


def test_queues_are_counted_once_a_minute(make_article, django_assert_num_queries):
    article = make_article()
    Revision.objects.create(
        article=article, number=2, status="conflict", origin="ingest", title="t"
    )
    assert dashboard.queue_counts()["conflicts"] == 1
    with django_assert_num_queries(0):
        dashboard.queue_counts()
    cache.clear()
    Revision.objects.filter(number=2).delete()
    assert dashboard.queue_counts()["conflicts"] == 0

"""Verifying: what was checked when, what came since, and who must be told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser, User

from answers.index import Hit, Query, Results
from answers.lib.cached import clear_all
from answers.lib.errors import InvalidError
from answers.models import Article, ArticleView, Product, Release, stale
from answers.services.articles.selectors import article_get
from answers.services.articles.verification import (
    article_unverify,
    article_verify,
    article_worklist,
)
from answers.services.search import Question, article_search
from answers.services.search.pins import (
    Decisions,
    apply_decisions,
    faded_score,
)

READER = AnonymousUser()


@pytest.fixture
def checker(db):
    return User.objects.create_user("checker")


@pytest.fixture
def releases(make_article):
    """Publish a product with four releases, the last one a patch of an old line."""
    make_article("a", product="nacos", date=dt.date(2023, 6, 1))
    nacos = Product.objects.get()
    for version, day in (
        ("2.9.0", "2023-01-01"), ("2.10.0", "2023-07-01"), ("3.0.0", "2024-01-01"),
        ("2.9.1", "2024-02-01"),
    ):  # fmt: skip
        Release.objects.create(product=nacos, version=version, date=day)
    clear_all()
    return nacos


def missed(key="a"):
    found = article_get(key=key, viewer=READER).releases_missed
    assert stale(Article.objects.filter(key=key)).exists() is bool(found)
    return found


def test_what_was_never_checked_missed_the_releases_since_it_was_written(releases):
    assert missed() == 3


def test_checked_it_missed_what_is_above_that_version(releases, checker):
    article = Article.objects.get()
    article_verify(articles=[article], version="v2.10.0", by=checker)
    assert missed() == 1
    article.refresh_from_db()
    assert article.verified_version == "v2.10.0"
    assert (article.verified_by, article.verified_revision) == (checker, 1)
    article_unverify(articles=[article], by=checker)
    assert missed() == 3


def test_a_check_is_no_revision(releases, checker):
    article_verify(articles=Article.objects.all(), version="3.0.0", by=checker)
    assert Article.objects.get().current.number == 1
    assert missed() == 0


@pytest.mark.parametrize("version", ["", "latest", "1." * 40 + "1"])
def test_what_is_no_version_is_refused(releases, checker, version):
    with pytest.raises(InvalidError):
        article_verify(articles=Article.objects.all(), version=version, by=checker)


def test_without_releases_nobody_missed_one(make_article):
    make_article("a", product="nacos")
    make_article("b")
    assert (missed("a"), missed("b")) == (None, None)


def test_what_readers_see_most_is_checked_first(releases, make_article):
    make_article("b", product="nacos", date=dt.date(2023, 12, 1))
    today = dt.date(2024, 3, 1)
    article = Article.objects.get(key="b")
    ArticleView.objects.create(article=article, day=today, count=9)
    keys = Article.objects.in_bulk(article_worklist())
    assert [keys[pk].key for pk in article_worklist()] == ["b", "a"]


def test_of_two_equals_the_one_checked_on_the_newest_release_comes_first(
    index, releases, make_article, checker
):
    make_article("b", product="nacos", date=dt.date(2023, 6, 1))

    def scores():
        clear_all()
        found = article_search(question=Question("403 token"), viewer=READER).results
        return [(one.article.key, round(one.score, 4)) for one in found]

    last, _score = scores()[1]
    other = Article.objects.filter(key=last)
    article_verify(articles=other, version="3.0.0", by=checker)
    (first, fresh), (_key, stale) = scores()
    assert first == last
    assert stale == pytest.approx(fresh * 0.94, abs=0.001)


def test_an_article_loses_a_tenth_at_most():
    assert faded_score(1.0, 500) == pytest.approx(0.9)
    assert faded_score(1.0, None) == 1.0


def test_without_releases_and_pins_the_engine_is_asked_as_before():
    query, asked = Query(text="x", limit=3, offset=4), []
    hits = (Hit(2, 0.5), Hit(1, 0.9))  # in no order that weighing would leave

    def ask(given):
        asked.append(given)
        return Results(total=2, hits=hits)

    assert apply_decisions(ask, query, Decisions()).hits == hits
    assert asked == [query]


def test_pages_hold_every_article_once_while_some_are_faded(
    index, releases, make_article, checker
):
    for number in range(12):
        make_article(f"x{number}", product="nacos", date=dt.date(2023, 6, 1))
    some = Article.objects.filter(key__in=["x3", "x7"])
    article_verify(articles=some, version="3.0.0", by=checker)
    clear_all()
    keys = [
        one.article.key
        for offset in (0, 5, 10)
        for one in article_search(
            question=Question("403 token", limit=5, offset=offset), viewer=READER
        ).results
    ]
    assert len(keys) == len(set(keys)) == 13
    assert set(keys[:2]) == {"x3", "x7"}

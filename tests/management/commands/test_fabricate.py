"""``fabricate``: made-up rows for load tests, and never among real ones."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from answers.management import demo_data
from answers.models import Article, SearchEvent, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_labels(monkeypatch):
    monkeypatch.setattr(demo_data, "TAGS", 40)
    monkeypatch.setattr(demo_data, "INQUIRIES", 20)


FEW = {"articles": 8, "votes": 20, "searches": 10}


def run(**options):
    out = StringIO()
    call_command("fabricate", **FEW | options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_makes_what_was_asked_for_and_says_so():
    assert run() == "made up: 8 articles, 20 votes, 10 searches\n"
    counts = [model.objects.count() for model in (Article, Vote, SearchEvent)]
    assert counts == [8, 20, 10]
    assert all(article.current for article in Article.objects.all())


def test_the_counters_of_the_articles_are_true():
    run()
    for article in Article.objects.all():
        votes = Vote.objects.filter(article=article)
        assert article.up_count == votes.filter(value=1).count()
        assert article.down_count == votes.filter(value=-1).count()


def test_votes_are_spread_over_time():
    run()
    assert len({vote.updated_at.date() for vote in Vote.objects.all()}) > 5


def test_it_refuses_to_mix_with_real_articles(make_article):
    make_article()
    with pytest.raises(CommandError, match="--force"):
        run()
    assert Article.objects.count() == 1
    run(force=True)
    run(force=True)
    assert Article.objects.count() == 17


@pytest.mark.parametrize("name", list(FEW))
def test_less_than_nothing_is_refused(name):
    with pytest.raises(CommandError):
        run(**{name: -1})


def test_nothing_to_vote_on_makes_no_vote():
    assert run(articles=0) == "made up: 0 articles, 0 votes, 10 searches\n"

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections

from answers.lib.errors import InvalidError, NotFoundError
from answers.models import Article, FeedbackNumber, Vote
from answers.services.votes import (
    VoteData,
    feedback_article,
    vote_get,
    vote_record,
    vote_withdraw,
)

ANYBODY = AnonymousUser()


def vote(article, visitor="v:1", value=1, **fields):
    data = VoteData(value, **fields)
    return vote_record(article=article, visitor=visitor, channel="web", data=data)


def totals(article):
    article.refresh_from_db()
    return article.up_count, article.down_count


def test_a_second_vote_replaces_the_first(make_article):
    article = make_article()
    vote(article)
    vote(article, value=-1, comment="不对")
    assert totals(article) == (0, 1)
    assert Vote.objects.get().comment == "不对"


def test_a_vote_can_be_taken_back(make_article):
    article = make_article()
    vote(article)
    assert vote_withdraw(article=article, visitor="v:1")
    assert not vote_withdraw(article=article, visitor="v:1")
    assert totals(article) == (0, 0)
    assert vote_get(article=article, visitor="v:1") is None


def test_a_vote_is_bound_to_the_revision_it_was_given_for(make_article):
    article = make_article()
    vote(article)
    make_article(answer="新的答案")
    given = vote_get(article=article, visitor="v:1")
    assert given.revision.number == 1
    assert Article.objects.get().current.number == 2


def test_a_comment_is_plain_text_and_never_cut(make_article):
    article = make_article()
    given = vote(
        article, comment=" <b>x</b>\x00\ud800 ", reason="r" * 300, query="q" * 900
    )
    assert given.comment == "<b>x</b>"
    assert len(given.reason) == 100
    assert len(given.query) == 500
    with pytest.raises(InvalidError):
        vote(article, comment="长" * 2001)


def test_only_published_articles_take_votes(db):
    article = Article.objects.create(
        key="c", title="c", updated_at="2026-01-01T00:00:00Z"
    )
    with pytest.raises(NotFoundError):
        vote(article)


@pytest.mark.django_db(transaction=True)
def test_counts_are_right_under_concurrency(make_article):
    article = make_article()

    def many(start):
        for number in range(10):
            vote(article, f"v:{(start + number) % 15}", 1 if number % 2 else -1)
        close_old_connections()

    threads = [threading.Thread(target=many, args=(n * 5,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    up = Vote.objects.filter(value=1).count()
    assert Vote.objects.count() == 15
    assert totals(article) == (up, 15 - up)


@pytest.mark.parametrize(
    "number", ["", "abc", "-1", "1.5", "٣", "9" * 40, "0" * 5000, "1 OR 1=1", "13578'"]
)
def test_a_garbage_number_is_refused(db, number):
    with pytest.raises(InvalidError):
        feedback_article(number=number, viewer=ANYBODY)


def test_a_number_leads_to_its_article_if_it_may_be_read(make_article):
    article = make_article()
    FeedbackNumber.objects.create(number=13578, article=article)
    assert feedback_article(number=" 13578 ", viewer=ANYBODY) == article
    with pytest.raises(NotFoundError):
        feedback_article(number="13579", viewer=ANYBODY)
    Article.objects.update(internal=True)
    with pytest.raises(NotFoundError):
        feedback_article(number="13578", viewer=ANYBODY)

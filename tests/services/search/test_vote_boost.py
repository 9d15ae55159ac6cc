"""Votes decide between equals, a little, and soon."""

import pytest

from answers.lib.cached import clear_all
from answers.models import Article
from answers.services.search import Question, article_search
from answers.services.search.vote_boost import (
    VOTES_SHARE,
    current_vote_factors,
    read_vote_factors,
    vote_factor,
)

pytestmark = pytest.mark.django_db


def test_more_certain_praise_counts_more_and_never_more_than_its_share():
    factors = [vote_factor(*votes) for votes in [(0, 9), (2, 3), (0, 0), (9, 0)]]
    assert factors == sorted(factors)
    assert vote_factor(0, 0) == vote_factor(4, 4) == 1
    assert 1 < vote_factor(3, 0) < vote_factor(30, 0) < vote_factor(10**6, 0)
    assert vote_factor(10**6, 0) <= 1 + VOTES_SHARE
    assert vote_factor(0, 10**6) >= 1 - VOTES_SHARE


def test_few_votes_say_nothing(make_article):
    few, many = make_article("few"), make_article("many")
    Article.objects.filter(pk=few.pk).update(up_count=2, up_weight=2)
    Article.objects.filter(pk=many.pk).update(
        up_count=2, down_count=9, up_weight=2, down_weight=9
    )
    assert read_vote_factors() == {many.pk: vote_factor(2, 9)}


def test_the_tables_are_read_once_a_minute(make_article, django_assert_num_queries):
    make_article()
    with django_assert_num_queries(1):
        current_vote_factors()
        current_vote_factors()


def test_of_two_answers_that_fit_the_better_liked_comes_first(index, make_article):
    liked, newer = make_article("liked"), make_article("newer")

    def found():
        answer = article_search(question=Question("token invalid"), viewer=None)
        return [result.article.pk for result in answer.results]

    assert found() == [newer.pk, liked.pk]
    Article.objects.filter(pk=liked.pk).update(up_count=5, up_weight=5)
    clear_all()
    assert found() == [liked.pk, newer.pk]


def test_what_shows_the_symptom_comes_before_what_has_the_words(index, make_article):
    shows = make_article("shows", title="登录报错", answer="返回 HTTP 403，权限不足。")
    make_article("says", title="登录报错", answer="第 403 页的手册里写了，权限不足。")
    answer = article_search(question=Question("登录报错 HTTP 403"), viewer=None)
    assert answer.results[0].article.pk == shows.pk

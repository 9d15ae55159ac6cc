"""Votes: staff read what readers said; only superusers take a vote back."""

from __future__ import annotations

import pytest

from answers.models import Article, Vote
from tests.admin.conftest import page

LIST = page("vote_changelist")


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return sorted(vote.visitor for vote in response.context["cl"].result_list)


@pytest.fixture
def votes(make_article, vote):
    article = make_article(product="nacos")
    vote(article, "v:a", reason="wrong", comment="port is 9848", query="403 token")
    vote(article, "v:b", reason="the bot's own words", channel="api")
    vote(article, "v:c", value=1)
    make_article("other")
    return article


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["v:a", "v:b", "v:c"]),
        ({"value__exact": "-1"}, ["v:a", "v:b"]),
        ({"reason": "wrong"}, ["v:a"]),
        ({"reason": "-"}, ["v:b"]),
        ({"reason": "0"}, ["v:c"]),
        ({"comment": "yes"}, ["v:a"]),
        ({"comment": "no"}, ["v:b", "v:c"]),
        ({"channel__exact": "api"}, ["v:b"]),
        ({"updated_at__gte": "2099-01-01 00:00:00+08:00"}, []),
        ({"q": "9848"}, ["v:a"]),
    ],
    ids=str,
)
def test_the_filters_answer_the_questions_staff_ask(desk, votes, query, found):
    assert listed(desk, **query) == found


def test_a_row_says_all_at_a_glance(desk, votes):
    text = desk.get(LIST).content.decode()
    for words in ("port is 9848", "403 token", "the bot&#x27;s own words", "r1"):
        assert words in text
    assert page("article_change", votes.pk) in text


def test_the_list_takes_few_queries(
    desk, make_article, vote, django_assert_max_num_queries
):
    for number in range(30):
        vote(make_article(f"a{number}", product=f"p{number}"), reason="wrong")
    with django_assert_max_num_queries(14):
        assert len(listed(desk)) == 30


def test_staff_read_a_vote_but_neither_change_nor_delete_it(desk, votes):
    vote = votes.votes.get(visitor="v:a")
    assert "port is 9848" in desk.get(page("vote_change", vote.pk)).content.decode()
    for verb in ("change", "delete"):
        response = desk.post(
            page(f"vote_{verb}", vote.pk), {"post": "yes", "value": "1"}
        )
        assert response.status_code == 403
    assert Vote.objects.get(pk=vote.pk).value == -1


def test_a_deleted_vote_is_no_longer_counted(boss_desk, votes):
    vote = votes.votes.get(visitor="v:a")
    boss_desk.post(page("vote_delete", vote.pk), {"post": "yes"})
    assert Article.objects.get(pk=votes.pk).down_count == 1


def test_votes_deleted_together_are_no_longer_counted(boss_desk, votes):
    chosen = {"_selected_action": list(votes.votes.values_list("pk", flat=True))}
    boss_desk.post(LIST, chosen | {"action": "delete_selected", "post": "yes"})
    votes.refresh_from_db()
    assert (votes.up_count, votes.down_count) == (0, 0)

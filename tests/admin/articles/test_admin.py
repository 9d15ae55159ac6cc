"""The article list: find what needs work, without a query a row."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from answers.index import Query
from answers.models import Article, IndexChange, Revision
from tests.admin.conftest import page

LIST = page("article_changelist")


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [article.key for article in response.context["cl"].result_list]


def conflict(article):
    return Revision.objects.create(
        article=article, number=9, status="conflict", origin="ingest",
        title=article.title, question="Q", answer="incoming words", note="f/x.md",
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_few_queries_however_long_it_is(
    desk, make_article, django_assert_max_num_queries, count
):
    for number in range(count):
        article = make_article(f"a{number}", tags=("x", "y", f"t{number}"), product="p")
        conflict(article)
    with django_assert_max_num_queries(14):
        assert len(listed(desk)) == count


def test_a_row_shows_what_the_reader_sees_and_the_state(desk, make_article, vote):
    article = make_article(title="无权限 nacos-opensource", tags=("a", "b", "c", "d"))
    vote(article)
    text = desk.get(LIST).content.decode()
    assert "无权限<" in text
    assert "nacos-opensource" not in text
    assert "a, b, c +1" in text
    assert "+0<" in text
    assert "−1<" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"conflict": "yes"}, ["two"]),
        ({"conflict": "no"}, ["one"]),
        ({"feedback": "disliked"}, ["two"]),
        ({"feedback": "mostly"}, ["two"]),
        ({"feedback": "none"}, ["one"]),
        ({"feedback": "liked"}, []),
        ({"q": "incoming"}, []),
        ({"q": "rose"}, ["one"]),
        ({"internal__exact": "1"}, []),
        ({"category": "faq"}, ["one"]),
        ({"status__exact": "retired"}, []),
    ],
    ids=str,
)
def test_the_filters_answer_the_questions_staff_ask(
    desk, make_article, vote, query, found
):
    make_article("one", answer="a rose", category="faq")
    two = make_article("two")
    conflict(two)
    vote(two)
    assert listed(desk, **query) == found


def test_the_most_disliked_article_comes_first(desk, make_article, vote):
    worse, bad = make_article("worse"), make_article("bad")
    for visitor in ("v:1", "v:2"):
        vote(worse, visitor)
    vote(bad)
    assert listed(desk, feedback="disliked") == ["worse", "bad"]


def test_retiring_takes_articles_out_of_search_and_publishing_brings_them_back(
    desk, index, make_article, django_capture_on_commit_callbacks
):
    article = make_article(title="token invalid")
    data = {"_selected_action": [article.pk]}
    for action, total in (("retire", 0), ("publish_again", 1)):
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(LIST, data | {"action": action})
        assert index.search(Query(text="token")).total == total
    assert IndexChange.objects.count() == 0
    assert LogEntry.objects.count() == 2


def test_nobody_deletes_an_article(boss_desk, make_article):
    article = make_article()
    response = boss_desk.post(page("article_delete", article.pk), {"post": "yes"})
    assert response.status_code == 403
    boss_desk.post(
        LIST, {"action": "delete_selected", "_selected_action": [article.pk]}
    )
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.parametrize("text", ["'", "(((", "\\", "%", "😀", "x" * 100_000, "\0"])
@pytest.mark.parametrize("name", ["article", "revision", "tag", "product", "vote"])
def test_no_search_breaks_a_list(desk, make_article, name, text):
    make_article()
    response = desk.get(page(f"{name}_changelist"), {"q": text})
    assert response.status_code == 200


@pytest.mark.parametrize("field", ["date__year", "updated_at__year", "o", "p", "x"])
@pytest.mark.parametrize("value", ["-1", "9" * 40, "abc", "²"])
def test_no_address_breaks_the_list(desk, make_article, field, value):
    make_article()
    assert desk.get(LIST, {field: value}, follow=True).status_code == 200

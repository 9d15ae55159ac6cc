"""Revisions: anybody on the staff may read and compare them, nobody writes them."""

from __future__ import annotations

import pytest

from answers.models import Revision
from tests.admin.conftest import page


@pytest.fixture
def edited(desk, make_article, typed):
    """Return an article with three revisions, the first from a file."""
    article = make_article(answer="say one thing")
    Revision.objects.update(source="原文 <b>\xff".encode())
    for answer in ("say two thing", "say three thing"):
        article.refresh_from_db()
        desk.post(page("article_change", article.pk), typed(article, answer=answer))
    article.refresh_from_db()
    return article


def shown(client, revision, **query):
    response = client.get(page("revision_change", revision.pk), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_revision_is_compared_with_the_one_before(desk, edited):
    text = shown(desk, edited.current)
    assert "<mark>two</mark>" in text
    assert "<mark>three</mark>" in text
    assert "<mark>one</mark>" not in text


def test_any_two_revisions_can_be_compared(desk, edited):
    assert "<mark>one</mark>" in shown(desk, edited.current, against="1")


@pytest.mark.parametrize("against", ["x", "²", "9" * 30, "-1", "77", "'"])
def test_no_number_to_compare_with_breaks_the_page(desk, edited, against):
    shown(desk, edited.current, against=against)


def test_the_first_revision_shows_the_original_file_as_text(desk, edited):
    text = shown(desk, edited.revisions.get(number=1))
    assert "原文 &lt;b&gt;" in text


def test_a_conflict_is_compared_with_what_is_public(desk, edited):
    waiting = Revision.objects.create(
        article=edited, number=9, status="conflict", origin="ingest",
        title=edited.title, question=edited.title, answer="say four thing",
    )  # fmt: skip
    edited.revisions.filter(number=2).update(number=8)
    assert "<mark>three</mark>" in shown(desk, waiting)


@pytest.mark.parametrize("query", [{}, {"q": "anna"}, {"status__exact": "published"}])
def test_the_list_takes_few_queries(
    desk, edited, make_article, django_assert_max_num_queries, query
):
    for number in range(20):
        make_article(f"a{number}")
    with django_assert_max_num_queries(14):
        response = desk.get(page("revision_changelist"), query)
    assert response.status_code == 200


@pytest.mark.parametrize("verb", ["change", "delete", "add"])
def test_nobody_writes_revisions(boss_desk, edited, verb):
    args = [] if verb == "add" else [edited.current_id]
    response = boss_desk.post(page(f"revision_{verb}", *args), {"note": "forged"})
    assert response.status_code == 403
    assert edited.revisions.count() == 3

"""The article form with review: who presses which button, and what becomes of it."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from answers.models import Article
from tests.admin.conftest import page


@pytest.fixture
def author_desk(db):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Authors"))
    client = Client()
    client.force_login(user)
    return client


def change(article):
    return page("article_change", article.pk)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_an_author_sees_no_button_to_publish(author_desk, desk, make_article):
    article = make_article()
    text = author_desk.get(change(article)).content.decode()
    assert 'name="_request"' in text
    assert 'name="_draft"' in text
    assert 'name="_continue"' not in text
    assert 'name="internal"' not in text
    assert 'name="_continue"' in desk.get(change(article)).content.decode()


def test_what_an_author_saves_waits_and_readers_see_the_old(
    author_desk, make_article, typed
):
    article = make_article()
    given = typed(article, answer="new words")
    response = author_desk.post(change(article), given, follow=True)
    assert "r2" in said(response)[0]
    article.refresh_from_db()
    assert article.current.number == 1
    assert article.revisions.get(number=2).status == "in_review"


def test_a_draft_is_saved_opened_and_written_on(author_desk, make_article, typed):
    article = make_article()
    given = typed(article, answer="new words") | {"_draft": "1"}
    response = author_desk.post(change(article), given)
    assert response.headers["Location"].endswith("?revision=2")
    form = author_desk.get(response.headers["Location"]).context["adminform"].form
    assert form["answer"].value() == "new words"
    again = typed(article, answer="newer", revision=2, base=1) | {"_request": "1"}
    author_desk.post(change(article), again)
    statuses = dict(article.revisions.values_list("number", "status"))
    assert statuses == {1: "published", 2: "superseded", 3: "in_review"}


def test_a_new_article_starts_as_a_draft_with_a_key(author_desk):
    given = {"title": "T", "answer": "A", "_draft": "1"}
    author_desk.post(page("article_add"), given)
    article = Article.objects.get()
    assert (article.key, article.status) == ("q-1", "draft")
    form = author_desk.get(change(article)).context["adminform"].form
    assert form["answer"].value() == "A"


def test_a_reviewer_publishes_the_draft_of_another_as_it_is(
    author_desk, desk, staff, settings, make_article, typed
):
    settings.KB_REVIEW_SELF = False
    article = make_article()
    given = typed(article, answer="new words")
    author_desk.post(change(article), given)
    desk.post(change(article), given | {"revision": "2", "base": "1"})
    article.refresh_from_db()
    assert article.current.answer == "new words"
    assert article.current.reviewer == staff


def test_without_a_second_person_the_text_waits_and_the_page_says_why(
    desk, settings, make_article, typed
):
    article = make_article()
    settings.KB_REVIEW_SELF = False
    given = typed(article, answer="mine")
    (text,) = said(desk.post(change(article), given, follow=True))
    assert "somebody else" in text or "别人" in text
    assert article.revisions.get(number=2).status == "in_review"


def test_saving_without_a_change_says_so_and_logs_nothing(desk, make_article, typed):
    article = make_article(tags=("a,b",), references="专家经验：x")
    for button in ("_continue", "_draft", "_request"):
        given = typed(article) | {button: "1"}
        (text,) = said(desk.post(change(article), given, follow=True))
        assert "没有" in text or "Nothing" in text
    assert article.revisions.count() == 1
    assert not LogEntry.objects.exists()


def test_two_who_write_on_at_one_draft_the_second_sees_what_changed(
    author_desk, desk, make_article, typed
):
    article = make_article()
    given = typed(article, answer="first") | {"_draft": "1"}
    author_desk.post(change(article), given)
    late = given | {"revision": "2", "answer": "late words"}
    desk.post(change(article), given | {"revision": "2", "answer": "faster words"})
    response = author_desk.post(change(article), late)
    text = response.content.decode()
    assert 'id="overtaken"' in text
    assert "faster" in text
    assert "late words" in text


def test_an_author_cannot_retire_by_typing(author_desk, make_article, typed):
    article = make_article()
    author_desk.post(change(article), typed(article, status="retired", internal="on"))
    author_desk.post(
        page("article_changelist"),
        {"action": "retire", "_selected_action": [article.pk]},
    )
    article.refresh_from_db()
    assert (article.status, article.internal) == ("published", False)

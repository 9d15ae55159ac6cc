"""The review page: what a reviewer sees, and what the buttons do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from answers.services.revisions import Draft, draft_create, review_request
from tests.admin.conftest import page


@pytest.fixture(autouse=True)
def _four_eyes(staff, settings):
    settings.KB_REVIEW_SELF = False


@pytest.fixture
def author(db):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Authors"))
    return user


@pytest.fixture
def author_desk(author):
    client = Client()
    client.force_login(author)
    return client


@pytest.fixture
def asked(make_article, author):
    """Return a revision that waits for a review."""
    article = make_article(answer="先看日志。\n\n```\nport=8848\n```")
    draft = Draft("标题", "问题", "先看错误日志。\n\n```\nport=9848\n```", note="因为")
    revision = draft_create(draft=draft, article=article, author=author)
    return review_request(revision=revision, author=author)


def press(client, revision, verb, note=""):
    given = {"verb": verb, "note": note}
    return client.post(page("revision_decide", revision.pk), given, follow=True)


def buttons(client, revision):
    text = client.get(page("revision_change", revision.pk)).content.decode()
    verbs = ("publish", "reject", "request", "withdraw", "revert")
    return {verb for verb in verbs if f'value="{verb}"' in text}


def test_each_sees_the_buttons_they_may_press(desk, author_desk, asked):
    assert buttons(desk, asked) == {"publish", "reject", "withdraw"}
    assert buttons(author_desk, asked) == {"withdraw"}
    assert buttons(desk, asked.article.current) == set()


def test_the_queue_counts_what_waits(desk, asked):
    text = desk.get(page("revision_changelist"), {"status__exact": "in_review"})
    assert [r.pk for r in text.context["cl"].result_list] == [asked.pk]
    assert "rate_review" in text.content.decode()


def test_prose_is_compared_by_words_and_code_by_lines(desk, asked):
    text = desk.get(page("revision_change", asked.pk)).content.decode()
    assert "先看<mark>错误</mark>日志" in text
    assert "port=9848" in text
    assert "<mark>9</mark>848" not in text
    assert "dayi-sides-row" in text
    unified = desk.get(page("revision_change", asked.pk), {"view": "unified"})
    assert "dayi-sides-row" not in unified.content.decode()


def test_a_reviewer_publishes(desk, staff, asked):
    press(desk, asked, "publish", "好")
    asked.refresh_from_db()
    assert (asked.status, asked.reviewer, asked.review_note) == (
        "published", staff, "好",
    )  # fmt: skip


def test_a_rejection_without_a_reason_is_refused_and_with_one_is_told(desk, asked):
    press(desk, asked, "reject")
    asked.refresh_from_db()
    assert asked.status == "in_review"
    text = press(desk, asked, "reject", "<b>太短</b>").content.decode()
    assert "&lt;b&gt;太短" in text
    asked.refresh_from_db()
    assert asked.status == "rejected"


def test_who_may_not_publish_is_refused_and_keeps_the_note(author_desk, asked):
    text = press(author_desk, asked, "publish", "my long note").content.decode()
    assert "my long note" in text
    asked.refresh_from_db()
    assert asked.status == "in_review"


def test_the_second_reviewer_is_told_who_was_first(desk, boss_desk, asked):
    press(boss_desk, asked, "publish")
    response = press(desk, asked, "publish")
    (message,) = [str(m) for m in response.context["messages"]]
    assert "boss" in message


def test_going_back_makes_a_draft(desk, boss_desk, asked):
    press(boss_desk, asked, "publish")
    old = asked.article.revisions.get(number=1)
    assert buttons(desk, old) == {"revert"}
    press(desk, old, "revert")
    draft = asked.article.revisions.get(number=3)
    assert (draft.status, draft.answer) == ("draft", old.answer)
    assert buttons(desk, draft) == {"reject", "request", "withdraw"}


@pytest.mark.parametrize("verb", ["", "nothing", "revert"])
def test_nothing_typed_breaks_it(desk, asked, verb):
    assert press(desk, asked, verb, "\x00" * 5000).status_code == 200
    assert desk.get(page("revision_decide", asked.pk)).status_code == 302
    assert desk.get(page("revision_decide", 999999)).status_code == 404


def test_who_only_reads_decides_nothing(asked):
    user = User.objects.create_user("guest", is_staff=True)
    client = Client()
    client.force_login(user)
    assert press(client, asked, "withdraw").status_code == 403

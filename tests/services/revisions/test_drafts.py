import dataclasses

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser

from answers.lib.errors import ConflictError, InvalidError
from answers.models import Article, IndexChange
from answers.services.revisions import (
    Draft,
    draft_create,
    draft_of,
    draft_save,
    review_request,
    revision_publish,
    revision_reject,
)
from tests.services.revisions.conftest import DRAFT

pytestmark = pytest.mark.django_db(transaction=True)


def other(**fields):
    return dataclasses.replace(DRAFT, **fields)


def test_a_new_article_gets_a_key_and_nobody_outside_sees_it(index, client, author):
    revision = draft_create(draft=DRAFT, author=author)
    article = revision.article
    assert (article.key, article.status, article.current) == ("q-1", "draft", None)
    assert (revision.status, revision.author, revision.origin, revision.note) == (
        "draft", author, "admin", "为什么",
    )  # fmt: skip
    for viewer in (AnonymousUser(), author):
        assert not Article.objects.visible_to(viewer).exists()
    assert not IndexChange.objects.exists()
    assert index.revisions() == {}
    for address in ("/articles/q-1/", "/api/v1/articles/q-1"):
        assert client.get(address).status_code == 404
    for address in ("/feed.xml", "/sitemap.xml", "/search?q=题目", "/api/v1/articles"):
        assert "题目</a>" not in client.get(address).content.decode()
        assert "q-1" not in client.get(address).content.decode()


def test_keys_go_on_from_the_last_one_whatever_became_of_it(author, make_article):
    make_article("q-41")
    make_article("q-x")
    keys = [draft_create(draft=DRAFT, author=author).article.key for _ in range(2)]
    assert keys == ["q-42", "q-43"]


@pytest.mark.parametrize("field", ["title", "answer"])
def test_a_draft_needs_title_and_answer(author, field):
    with pytest.raises(InvalidError) as error:
        draft_create(draft=other(**{field: " \n"}), author=author)
    assert error.value.extra["field"] == field
    assert not Article.objects.exists()


def test_the_public_revision_stays_while_a_newer_one_waits(make_article, author):
    article = make_article("a")
    before = article.current
    revision = review_request(
        revision=draft_create(draft=DRAFT, article=article, author=author),
        author=author,
    )
    article.refresh_from_db()
    assert article.current == before
    assert article.title == "403 token invalid"
    assert (revision.number, revision.base, revision.upstream) == (2, 1, before)


def test_what_changes_nothing_makes_no_draft(make_article, author):
    article = make_article(
        "a", tags=("a,b", "c"), references="专家经验：x", product="P"
    )
    same = draft_of(article.current)
    assert draft_create(draft=same, article=article, author=author) == article.current
    draft = draft_create(draft=DRAFT, article=article, author=author)
    assert draft_save(revision=draft, draft=DRAFT, author=author) == draft
    assert article.revisions.count() == 2


def test_every_save_of_a_draft_is_kept(author):
    first = draft_create(draft=DRAFT, author=author)
    second = draft_save(revision=first, draft=other(answer="第二"), author=author)
    first.refresh_from_db()
    assert (first.status, second.status, second.number) == ("superseded", "draft", 2)
    assert second.base is None


def test_two_who_write_on_at_one_draft_the_second_is_told(author, reviewer):
    draft = draft_create(draft=DRAFT, author=author)
    draft_save(revision=draft, draft=other(answer="先"), author=author)
    with pytest.raises(ConflictError) as error:
        draft_save(revision=draft, draft=other(answer="后"), author=reviewer)
    assert error.value.extra["revision"] == 2
    assert draft.article.revisions.count() == 2


def test_a_draft_from_an_overtaken_state_is_refused(make_article, author):
    article = make_article("a")
    make_article("a", answer="别人更快")
    with pytest.raises(ConflictError) as error:
        draft_create(draft=DRAFT, article=article, author=author, base=1)
    assert error.value.extra["revision"] == 2


def test_an_overtaken_draft_is_moved_onto_the_newer_state(
    make_article, author, reviewer
):
    article = make_article("a")
    draft = draft_create(draft=DRAFT, article=article, author=author)
    make_article("a", answer="别人更快")
    with pytest.raises(ConflictError):
        revision_publish(revision=draft, reviewer=reviewer)
    moved = draft_save(revision=draft, draft=DRAFT, author=author, base=3)
    assert (moved.number, moved.base) == (4, 3)
    assert revision_publish(revision=moved, reviewer=reviewer).current == moved


def test_a_rejected_draft_may_be_written_on(author, reviewer):
    draft = draft_create(draft=DRAFT, author=author)
    rejected = revision_reject(revision=draft, reviewer=reviewer, note="太短")
    again = draft_save(revision=rejected, draft=other(answer="长了"), author=author)
    rejected.refresh_from_db()
    assert (again.status, rejected.status) == ("draft", "rejected")


def test_an_edit_of_an_article_keeps_what_no_form_shows(make_article, author):
    article = make_article("a", extra={"reviewed_on": "2.3"}, keywords=("k",))
    draft = draft_create(draft=DRAFT, article=article, author=author)
    assert (draft.extra, draft.keywords) == ({"reviewed_on": "2.3"}, ["k"])


def test_a_draft_is_in_the_log(author):
    draft_create(draft=Draft("t", "q", "a", note="new"), author=author)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (author, "draft: r1 new")

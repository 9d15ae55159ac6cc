import pytest
from django.contrib.admin.models import LogEntry

from answers.lib.errors import ConflictError, ForbiddenError, InvalidError
from answers.services.revisions import (
    draft_create,
    review_request,
    revision_publish,
    revision_reject,
    revision_revert,
    revision_submit,
    revision_withdraw,
)
from tests.services.revisions.conftest import DRAFT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(author):
    return draft_create(draft=DRAFT, author=author)


def test_asking_twice_for_review_is_asking_once(draft, author):
    for _ in range(2):
        assert review_request(revision=draft, author=author).status == "in_review"
    assert LogEntry.objects.filter(change_message__startswith="request").count() == 1


def test_a_rejection_needs_a_reason_and_keeps_it(draft, reviewer):
    with pytest.raises(InvalidError) as error:
        revision_reject(revision=draft, reviewer=reviewer, note=" \x00")
    assert error.value.extra["field"] == "note"
    rejected = revision_reject(revision=draft, reviewer=reviewer, note="太短\n再写")
    assert (rejected.status, rejected.review_note) == ("rejected", "太短\n再写")
    assert rejected.reviewer == reviewer


def test_only_reviewers_reject(draft, author):
    with pytest.raises(ForbiddenError):
        revision_reject(revision=draft, reviewer=author, note="no")


def test_an_author_takes_a_draft_back_step_by_step(draft, author, person):
    review_request(revision=draft, author=author)
    with pytest.raises(ForbiddenError):
        revision_withdraw(revision=draft, author=person("b"))
    assert revision_withdraw(revision=draft, author=author).status == "draft"
    assert revision_withdraw(revision=draft, author=author).status == "superseded"
    with pytest.raises(ConflictError):
        revision_withdraw(revision=draft, author=author)


def test_going_back_makes_a_new_revision_that_says_the_same(
    make_article, author, reviewer
):
    article = make_article("a", tags=("t",), keywords=("k",), extra={"x": 1})
    old = article.current
    edit = draft_create(draft=DRAFT, article=article, author=author)
    revision_publish(revision=edit, reviewer=reviewer)
    back = revision_revert(article=article, number=1, author=author)
    assert (back.number, back.base, back.status, back.upstream) == (3, 2, "draft", old)
    assert back.content_fingerprint == old.content_fingerprint
    assert revision_publish(revision=back, reviewer=reviewer).current == back


def test_going_back_to_what_is_public_changes_nothing(make_article, author):
    article = make_article("a")
    back = revision_revert(article=article, number=1, author=author)
    assert back == article.current
    with pytest.raises(InvalidError):
        revision_revert(article=article, number=9, author=author)


def test_who_may_publish_publishes_and_others_request_a_review(draft, author, reviewer):
    waiting = revision_submit(revision=draft, author=author)
    assert (waiting.published, waiting.revision.status) == (False, "in_review")
    assert waiting.refusal
    public = revision_submit(revision=waiting.revision, author=reviewer)
    assert (public.published, public.refusal) == (True, "")
    assert public.article.current == draft

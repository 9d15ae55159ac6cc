import threading

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connections

from answers.lib.errors import ConflictError, ForbiddenError
from answers.models import Article, Revision
from answers.services.indexing import index_check
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


def test_a_reviewer_publishes_what_an_author_wrote(index, author, reviewer):
    draft = draft_create(draft=DRAFT, author=author)
    review_request(revision=draft, author=author)
    article = revision_publish(revision=draft, reviewer=reviewer, note="好")
    current = article.current
    assert (article.status, article.title, current.status) == (
        "published", "题目", "published",
    )  # fmt: skip
    assert (current.author, current.reviewer, current.review_note) == (
        author, reviewer, "好",
    )  # fmt: skip
    assert current.reviewed_at
    assert index.revisions() == {article.pk: current.pk}
    assert index_check().clean


def test_a_published_edit_supersedes_what_was_public(make_article, author, reviewer):
    article = make_article("a")
    draft = draft_create(draft=DRAFT, article=article, author=author)
    revision_publish(revision=draft, reviewer=reviewer)
    statuses = dict(article.revisions.values_list("number", "status"))
    assert statuses == {1: "superseded", 2: "published"}


def test_authors_do_not_publish(author, person):
    draft = draft_create(draft=DRAFT, author=author)
    with pytest.raises(ForbiddenError):
        revision_publish(revision=draft, reviewer=person("b"))
    assert not Article.objects.published().exists()


def test_nobody_publishes_what_they_wrote_unless_a_setting_allows(reviewer, settings):
    draft = draft_create(draft=DRAFT, author=reviewer)
    with pytest.raises(ForbiddenError):
        revision_publish(revision=draft, reviewer=reviewer)
    settings.KB_REVIEW_SELF = True
    assert revision_publish(revision=draft, reviewer=reviewer).status == "published"


def test_a_superuser_alone_may_write_and_publish(db):
    boss = User.objects.create_superuser("boss")
    draft = draft_create(draft=DRAFT, author=boss)
    assert revision_publish(revision=draft, reviewer=boss).current == draft


def test_a_reviewer_sets_labels_alone(make_article, reviewer):
    article = make_article("a", tags=("old",))
    fields = {
        name: getattr(draft_of(article.current), name)
        for name in ("title", "question", "answer")
    }
    retag = Draft(**fields, tags=("new",), category="faq")
    draft = draft_create(draft=retag, article=article, author=reviewer)
    revision_publish(revision=draft, reviewer=reviewer)
    assert list(article.tags.values_list("slug", flat=True)) == ["new"]


def test_what_is_decided_is_not_decided_again(author, reviewer):
    draft = draft_create(draft=DRAFT, author=author)
    revision_reject(revision=draft, reviewer=reviewer, note="nein")
    with pytest.raises(ConflictError, match="reviewer"):
        revision_publish(revision=draft, reviewer=reviewer)


def test_an_edit_of_a_retired_article_does_not_show_it(make_article, author, reviewer):
    article = make_article("a")
    Article.objects.update(status="retired")
    draft = draft_create(draft=DRAFT, article=article, author=author)
    article = revision_publish(revision=draft, reviewer=reviewer)
    article.refresh_from_db()
    assert (article.status, article.current) == ("retired", draft)


def test_an_override_and_its_reason_are_in_the_log(author, reviewer):
    draft = draft_create(draft=DRAFT, author=author)
    revision_publish(revision=draft, reviewer=reviewer, override="weiß es besser")
    message = LogEntry.objects.get(user=reviewer).change_message
    assert message == "override: r1 weiß es besser"
    assert Revision.objects.get().review_note == "weiß es besser"


def race(*works):
    """Do all at once, each in a thread of its own; return what became of each."""
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            start.wait()
            results[place] = work()
        except ConflictError as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_reviewers_at_once_exactly_one_wins(
    make_article, author, person, attempt
):
    article = make_article("a")
    draft = draft_create(draft=DRAFT, article=article, author=author)
    first, second = person("r1", publishes=True), person("r2", publishes=True)
    results = race(
        lambda: revision_publish(revision=draft, reviewer=first),
        lambda: revision_reject(revision=draft, reviewer=second, note="nein"),
        lambda: revision_publish(revision=draft, reviewer=second),
    )
    lost = [result for result in results if isinstance(result, ConflictError)]
    assert len(lost) == 2
    draft.refresh_from_db()
    assert all(str(draft.reviewer) in error.message for error in lost)
    assert LogEntry.objects.exclude(user=author).count() == 1


def test_of_two_drafts_published_at_once_one_is_overtaken(
    make_article, author, reviewer
):
    article = make_article("a")
    one = draft_create(draft=DRAFT, article=article, author=author)
    two = draft_create(draft=Draft("b", "b", "b"), article=article, author=author)
    results = race(
        lambda: revision_publish(revision=one, reviewer=reviewer),
        lambda: revision_publish(revision=two, reviewer=reviewer),
    )
    assert sum(isinstance(result, ConflictError) for result in results) == 1
    assert article.revisions.filter(status="published").count() == 1
    assert article.revisions.filter(status="draft").count() == 1


def test_of_two_who_save_one_draft_at_once_one_is_told(author, reviewer):
    draft = draft_create(draft=DRAFT, author=author)
    results = race(
        lambda: draft_save(revision=draft, draft=Draft("a", "", "a"), author=author),
        lambda: draft_save(revision=draft, draft=Draft("b", "", "b"), author=reviewer),
    )
    assert sum(isinstance(result, ConflictError) for result in results) == 1
    assert draft.article.revisions.count() == 2

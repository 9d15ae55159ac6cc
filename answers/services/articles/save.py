"""Save an article as staff typed it: the draft, its publication, who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from django.db import transaction

from answers.services.articles.status import article_set_status, article_show_to
from answers.services.revisions import (
    Draft,
    draft_create,
    draft_prepare,
    draft_save,
    review_request,
    revision_submit,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

    from answers.models import Article, Revision

Intent: TypeAlias = Literal["draft", "request", "publish"]
Outcome: TypeAlias = Literal["unchanged", "moved", "draft", "request", "publish"]


@dataclass(frozen=True, slots=True)
class ArticleInput:
    """What staff typed and which button they pressed.

    ``revision`` is the draft that was opened, None for what is public; ``base`` the
    number of the public revision that the text started from. Of ``status``,
    ``internal`` and ``replaced_by`` (key or address, of what is retired) only
    reviewers change anything. ``override`` is the reason to publish although an
    expectation breaks.
    """

    author: User
    draft: Draft
    intent: Intent
    article: Article | None
    revision: Revision | None
    base: int | None
    key: str = ""
    status: str = ""
    internal: bool | None = None
    replaced_by: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """The revision that was written, and its outcome.

    ``moved``: no text changed, only who may read it. ``refusal`` is why what was to be
    published waits for a review instead.
    """

    article: Article
    revision: Revision
    outcome: Outcome
    refusal: str = ""


def article_save(given: ArticleInput) -> SavedArticle:
    """Write the draft, and publish it or request a review as ``intent`` says.

    An author who may not publish requests a review. Raises ConflictError,
    InvalidError, ExpectationBrokenError; nothing is written then.
    """
    draft_prepare(given.draft)
    with transaction.atomic():
        saved = _submit(given, _write(given))
        moved = _set_readers(given, saved.article)
    if saved.outcome == "unchanged" and moved:
        return SavedArticle(saved.article, saved.revision, "moved")
    return saved


def _write(given: ArticleInput) -> Revision:
    if given.revision is not None:
        return draft_save(
            revision=given.revision,
            draft=given.draft,
            author=given.author,
            base=given.base,
        )
    return draft_create(
        draft=given.draft,
        author=given.author,
        article=given.article,
        base=given.base,
        key=given.key,
    )


def _submit(given: ArticleInput, revision: Revision) -> SavedArticle:
    if not revision.is_open:
        return SavedArticle(revision.article, revision, "unchanged")
    if given.intent == "draft":
        same = given.revision == revision
        return SavedArticle(
            revision.article, revision, "unchanged" if same else "draft"
        )
    if given.intent == "request":
        waiting = review_request(revision=revision, author=given.author)
        return SavedArticle(waiting.article, waiting, "request")
    done = revision_submit(
        revision=revision, author=given.author, override=given.override
    )
    outcome: Outcome = "publish" if done.published else "request"
    return SavedArticle(done.article, done.revision, outcome, done.refusal)


def _set_readers(given: ArticleInput, article: Article) -> bool:
    """Set status and ``internal`` for a reviewer; return whether either changed."""
    if not given.author.has_perm("answers.publish_revision"):
        return False
    moved = 0
    replaced_by, before = given.replaced_by, article.replaced_by
    if before and replaced_by == before.key and given.status != before.Status.RETIRED:
        replaced_by = ""  # left in its field while the article is published again
    if given.status:
        moved = article_set_status(
            articles=[article],
            status=given.status,
            actor=given.author,
            replaced_by=replaced_by,
            override=given.override,
        )
        if moved:
            article.status = given.status
    if given.internal is not None:
        moved += article_show_to(
            articles=[article],
            internal=given.internal,
            actor=given.author,
            override=given.override,
        )
    return bool(moved)

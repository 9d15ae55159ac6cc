"""Saving an article: what the button means, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from answers.lib.errors import ForbiddenError
from answers.services.articles import article_set_status, article_show_to
from answers.services.revisions import (
    Draft,
    draft_create,
    draft_save,
    review_request,
    revision_publish,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from answers.models import Article, Revision

PUBLISH = "publish"
INTENTS = ("draft", "request", "merge")  # names of buttons; every other publishes


@dataclass(frozen=True, slots=True)
class Order:
    """What staff want done with what they typed; ``revision`` is the draft opened."""

    author: User
    draft: Draft
    intent: str
    article: Article | None
    revision: Revision | None
    base: int | None
    key: str = ""
    status: str = ""
    internal: bool | None = None
    replaced_by: str = ""  # key or address, of what is retired
    override: str = ""  # why it is published although an expectation breaks


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it: ``unchanged``, ``draft``, ``request`` or ``publish``."""

    article: Article
    revision: Revision
    outcome: str
    refused: str = ""  # why what was to be published waits for a review instead


def article_save(order: Order) -> Saved:
    """Write the draft and do with it what was asked, as far as this person may.

    Who may not publish what they wrote asks for a review with the same button, so
    that no text is lost. Raises ConflictError, InvalidError.
    """
    with transaction.atomic():
        revision = _write(order)
        saved = _go_on(order, revision)
        moved = _set_flags(order, saved.article)
    if saved.outcome == "unchanged" and moved:
        return Saved(saved.article, revision, "moved")
    return saved


def _write(order: Order) -> Revision:
    if order.revision is not None:
        return draft_save(
            revision=order.revision,
            draft=order.draft,
            author=order.author,
            base=order.base,
        )
    return draft_create(
        draft=order.draft,
        author=order.author,
        article=order.article,
        base=order.base,
        key=order.key,
    )


def _go_on(order: Order, revision: Revision) -> Saved:
    if not revision.is_open:
        return Saved(revision.article, revision, "unchanged")
    if order.intent in {"draft", "merge"}:
        same = order.revision == revision
        return Saved(revision.article, revision, "unchanged" if same else "draft")
    if order.intent == "request":
        return _request(order, revision)
    try:
        with transaction.atomic():
            article = revision_publish(
                revision=revision, reviewer=order.author, override=order.override
            )
    except ForbiddenError as error:
        return _request(order, revision, error.message)
    return Saved(article, revision, PUBLISH)


def _request(order: Order, revision: Revision, refused: str = "") -> Saved:
    asked = review_request(revision=revision, author=order.author)
    return Saved(asked.article, asked, "request", refused)


def _set_flags(order: Order, article: Article) -> bool:
    """Retire, show again, hide: for who may publish, and of what was public."""
    if not order.author.has_perm("answers.publish_revision"):
        return False
    moved = 0
    replaced_by, before = order.replaced_by, article.replaced_by
    if before and replaced_by == before.key and order.status != before.Status.RETIRED:
        replaced_by = ""  # left in its field while the article is published again
    if order.status:
        moved = article_set_status(
            articles=[article],
            status=order.status,
            actor=order.author,
            replaced_by=replaced_by,
            override=order.override,
        )
        if moved:
            article.status = order.status
    if order.internal is not None:
        moved += article_show_to(
            articles=[article],
            internal=order.internal,
            actor=order.author,
            override=order.override,
        )
    return bool(moved)

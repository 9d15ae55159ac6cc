"""Review: submit, request, reject, withdraw, and revert to an older revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.content import derive
from answers.lib.errors import ForbiddenError, InvalidError
from answers.models import Article, Revision
from answers.services.audit import audit_record
from answers.services.publication import NewRevision, content_of
from answers.services.revisions.drafts import (
    article_locked,
    draft_write,
    number_of,
    upstream_of,
)
from answers.services.revisions.publish import open_revision, revision_publish
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


@dataclass(frozen=True, slots=True)
class Submission:
    """A revision that is published, or in review for the reason in ``refusal``."""

    article: Article
    revision: Revision
    refusal: str = ""

    @property
    def published(self) -> bool:
        """Whether readers see it now."""
        return not self.refusal


def revision_submit(
    *, revision: Revision, author: User, override: str = ""
) -> Submission:
    """Publish a draft if its author may, else request a review of it.

    ``override`` and the other errors as in ``revision_publish``.
    """
    try:
        article = revision_publish(
            revision=revision, reviewer=author, override=override
        )
    except ForbiddenError as error:
        waiting = review_request(revision=revision, author=author)
        return Submission(waiting.article, waiting, error.message)
    return Submission(article, revision)


def review_request(*, revision: Revision, author: User) -> Revision:
    """Put a draft into the queue of the reviewers; asking twice is asking once.

    Raises ConflictError where it is decided already.
    """
    with transaction.atomic():
        article_locked(revision.article)
        fresh = open_revision(revision)
        if fresh.status != Revision.Status.IN_REVIEW:
            _move(fresh, Revision.Status.IN_REVIEW, author, "request")
    return fresh


def revision_reject(*, revision: Revision, reviewer: User, note: str) -> Revision:
    """Say why a draft is not published; its author may write on at it.

    Raises InvalidError without a reason, ForbiddenError, or ConflictError where
    somebody else decided first.
    """
    reason = clean(note).strip()
    if not reason:
        msg = _("Say why: the author has to know what to do.")
        raise InvalidError(msg, field="note")
    if not reviewer.has_perm("answers.publish_revision"):
        msg = _("Only reviewers reject.")
        raise ForbiddenError(msg)
    with transaction.atomic():
        article_locked(revision.article)
        fresh = open_revision(revision)
        fresh.reviewer, fresh.reviewed_at = reviewer, timezone.now()
        fresh.review_note = reason
        _move(fresh, Revision.Status.REJECTED, reviewer, "reject", reason)
    return fresh


def revision_withdraw(*, revision: Revision, author: User) -> Revision:
    """Take a draft back: out of the queue, and a draft that is in none for good.

    Only who wrote it, or a reviewer, may. The text stays in the article's history.
    """
    with transaction.atomic():
        article_locked(revision.article)
        fresh = open_revision(revision)
        if author.pk != fresh.author_id and not author.has_perm(
            "answers.publish_revision"
        ):
            msg = _("Only its author or a reviewer takes a draft back.")
            raise ForbiddenError(msg)
        waiting = fresh.status == Revision.Status.IN_REVIEW
        status = Revision.Status.DRAFT if waiting else Revision.Status.SUPERSEDED
        _move(fresh, status, author, "withdraw")
    return fresh


def revision_revert(
    *, article: Article, number: int, author: User, note: str = ""
) -> Revision:
    """Write a draft that says what revision ``number`` said; nothing is undone.

    The draft goes the way of every other: review, then ``revision_publish``. Where
    that is what is public anyway, the public revision is returned.
    """
    old = Revision.objects.filter(article=article, number=number).first()
    if old is None:
        msg = _("This article has no such revision.")
        raise InvalidError(msg, field="number")
    why = note or _("back to revision {number}").format(number=number)
    content = content_of(old)
    derived = derive(content)
    with transaction.atomic():
        fresh = article_locked(article)
        if fresh.current and fresh.current.content_fingerprint == content.fingerprint():
            return fresh.current
        audit_record(actor=author, verb="revert", subject=article, note=f"r{number}")
        new = NewRevision(
            content,
            derived,
            product=old.product,
            origin=Revision.Origin.ADMIN,
            note=why,
            base=number_of(fresh),
        )
        return draft_write(fresh, new, author, upstream=upstream_of(fresh.current))


def _move(
    revision: Revision, status: str, actor: User, verb: str, note: str = ""
) -> None:
    revision.status = status
    revision.save(update_fields=["status", "reviewer", "reviewed_at", "review_note"])
    why = f"r{revision.number} {note}"
    audit_record(actor=actor, verb=verb, subject=revision.article, note=why)

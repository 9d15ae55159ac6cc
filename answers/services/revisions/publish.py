"""Publish: the one way in which a text of staff becomes public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.content import Derived, derive
from answers.lib.errors import ConflictError, ForbiddenError
from answers.models import Article, Revision
from answers.services.audit import audit_record
from answers.services.expectations import Override, candidate_change, expectations_gate
from answers.services.indexing import index_sync_soon
from answers.services.publication import (
    articles_published,
    content_of,
    publish_waiting,
    resolve_references,
)
from answers.services.revisions.drafts import article_locked, number_of, overtaken

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


def revision_publish(
    *, revision: Revision, reviewer: User, note: str = "", override: str = ""
) -> Article:
    """Make a draft, or what is under review, the public revision of its article.

    ``override`` is the reason to publish in spite of what would stop it. Raises
    ForbiddenError where this person may not, ConflictError where somebody else
    decided first or published another revision since this one was written,
    ExpectationBrokenError where something would no longer be found.
    """
    derived = derive(content_of(revision))
    _check_right(revision, reviewer)
    _check_expectations(revision, derived, Override(reviewer, override))
    with transaction.atomic():
        article = article_locked(revision.article)
        fresh = open_revision(revision)
        fresh.article = article
        _check_right(fresh, reviewer)
        if number_of(article) != fresh.base:
            raise overtaken(article)
        fresh.reviewer, fresh.reviewed_at = reviewer, timezone.now()
        fresh.review_note = override or note
        published = publish_waiting(fresh, derived)
        _settle_conflict(fresh)
        verb = "override" if override else "publish"
        why = f"r{fresh.number} {fresh.review_note or fresh.note}"
        audit_record(actor=reviewer, verb=verb, subject=published, note=why)
        resolve_references([published.pk])
        articles_published(articles=[published])
        index_sync_soon()
    return published


def open_revision(revision: Revision) -> Revision:
    """Return the revision as it is now. Raises ConflictError where it is decided."""
    fresh = Revision.objects.select_related("article", "author", "reviewer").get(
        pk=revision.pk
    )
    if fresh.is_open:
        return fresh
    who = fresh.reviewer or fresh.author
    msg = _("Revision {number} is decided already: {status}, by {who}.").format(
        number=fresh.number,
        status=fresh.get_status_display(),
        who=who or fresh.get_origin_display(),
    )
    raise ConflictError(msg, revision=fresh.number)


def may_publish(*, user: User, author_id: int | None) -> bool:
    """Tell whether this person may publish what that author wrote.

    Nobody publishes what they wrote themselves, unless ``KB_REVIEW_SELF`` is on;
    superusers may, or one person alone could run nothing.
    """
    if not user.has_perm("answers.publish_revision"):
        return False
    return user.is_superuser or settings.KB_REVIEW_SELF or user.pk != author_id


def _check_right(revision: Revision, reviewer: User) -> None:
    if may_publish(user=reviewer, author_id=revision.author_id):
        return
    if not reviewer.has_perm("answers.publish_revision"):
        msg = _("Only reviewers publish: ask for a review instead.")
        raise ForbiddenError(msg)
    if not _same_words(revision, revision.article.current):
        msg = _("You wrote this yourself: somebody else has to review it.")
        raise ForbiddenError(msg)


def _check_expectations(
    revision: Revision, derived: Derived, override: Override
) -> None:
    """Stop where an expectation would break; nobody finds what is not public."""
    article = revision.article
    if article.internal or article.status == Article.Status.RETIRED:
        return
    change = candidate_change(
        content_of(revision), derived, pk=article.pk, product=revision.product
    )
    subject = f"{article.key} r{revision.number}"
    expectations_gate(change=change, subject=subject, override=override)


def _same_words(new: Revision, old: Revision | None) -> bool:
    """Tell whether only labels changed: a reviewer sets those alone."""
    return old is not None and all(
        getattr(new, name) == getattr(old, name)
        for name in ("title", "question", "answer", "description", "references")
    )


def _settle_conflict(revision: Revision) -> None:
    """The incoming text that a merge has taken in no longer waits."""
    if revision.upstream_id is not None:
        waiting = Revision.objects.filter(status=Revision.Status.CONFLICT)
        waiting.filter(pk=revision.upstream_id).update(
            status=Revision.Status.SUPERSEDED
        )

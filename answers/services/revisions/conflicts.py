"""Conflicts: incoming texts that collide with staff's edits, settled hunk by hunk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from answers.content import Choice, Merge, Sides, derive, merge_articles
from answers.lib.errors import ConflictError, ForbiddenError, NotFoundError
from answers.models import Article, Revision
from answers.services.audit import audit_record
from answers.services.publication import NewRevision, content_of, sides_of
from answers.services.revisions.drafts import article_locked, draft_write, number_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


def conflict_list() -> QuerySet[Revision]:
    """Return the incoming texts that wait, the oldest first."""
    rows = Revision.objects.filter(status=Revision.Status.CONFLICT)
    return rows.select_related("article__current", "article__product").order_by("pk")


def conflict_of(*, key: str) -> Revision:
    """Return the incoming text that waits for this article. Raises NotFoundError."""
    found = conflict_list().filter(article__key=key).first()
    if found is None:
        msg = _("No incoming text waits for this article.")
        raise NotFoundError(msg)
    return found


def conflict_merge(*, revision: Revision) -> Merge:
    """Return the merge of an incoming text with the public one."""
    article = revision.article
    ours = article.current or revision
    sides = sides_of(article) or Sides(None, content_of(ours))
    return merge_articles(sides, content_of(revision))


def conflict_settle(
    *,
    revision: Revision,
    choices: Mapping[str, Choice] | Choice,
    author: User,
    base: int,
    note: str = "",
) -> Revision:
    """Write a draft of the merged text; return it, to be reviewed or published.

    ``choices`` are by the names of the collisions, or one for all of them. ``base`` is
    the number of the public revision that was compared. Where the merged text is the
    public one, no draft is written and the public revision is returned. Raises
    ConflictError where either text changed meanwhile, InvalidError where a choice is
    missing or the merged text is no article.
    """
    merged = conflict_merge(revision=revision).settled(choices)
    derived = derive(merged)
    with transaction.atomic():
        article = article_locked(revision.article)
        waiting = Revision.objects.get(pk=revision.pk)
        if number_of(article) != base or waiting.status != Revision.Status.CONFLICT:
            msg = _("One of the two texts changed meanwhile: compare anew.")
            raise ConflictError(msg, revision=number_of(article))
        why = note or _("merged with {file}").format(file=waiting.note)
        verb_note = f"r{waiting.number} {why}"
        audit_record(actor=author, verb="settle", subject=article, note=verb_note)
        current = article.current
        if current and current.content_fingerprint == merged.fingerprint():
            return _keep_ours(article, current, waiting, author)
        product = article.product.name if article.product else ""
        new = NewRevision(
            merged,
            derived,
            product=product,
            origin=Revision.Origin.MERGE,
            note=why,
            base=base,
        )
        return draft_write(article, new, author, upstream=waiting.pk)


def _keep_ours(
    article: Article, current: Revision, waiting: Revision, author: User
) -> Revision:
    """Let the public revision build on the incoming text; no revision is written."""
    if not author.has_perm("answers.publish_revision"):
        msg = _("Only reviewers leave out an incoming text.")
        raise ForbiddenError(msg)
    current.upstream = waiting
    current.save(update_fields=["upstream"])
    waiting.status = Revision.Status.SUPERSEDED
    waiting.save(update_fields=["status"])
    current.article = article
    return current

"""Curating: what staff do to whole articles; every text goes through review's gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article
from answers.services.auditing import audit_record
from answers.services.expecting import Change, expectations_gate
from answers.services.indexing import changed
from answers.services.replacing import replacement_find, replacement_set
from answers.services.reviewing import Draft, draft_create, revision_publish

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


def article_create(*, key: str, draft: Draft, author: User) -> Article:
    """Publish a new article. Raises InvalidError where the key is taken or no key.

    Writing and publishing in one step: it takes who may do both.
    """
    with transaction.atomic():
        revision = draft_create(draft=draft, author=author, key=key)
        return revision_publish(revision=revision, reviewer=author)


def article_edit(*, article: Article, draft: Draft, author: User, base: int) -> Article:
    """Publish a changed state; ``base`` is the number of the revision it started from.

    Raises ConflictError where somebody published another one meanwhile: nothing is
    overwritten. Saving without a change makes no revision. As ``article_create``, it
    takes who may write and publish.
    """
    with transaction.atomic():
        revision = draft_create(article=article, draft=draft, author=author, base=base)
        if not revision.is_open:
            return revision.article
        return revision_publish(revision=revision, reviewer=author)


def article_set_status(
    *,
    articles: Iterable[Article],
    status: str,
    actor: User | None = None,
    replaced_by: str | None = None,
) -> int:
    """Retire or publish articles; return how many changed.

    ``replaced_by`` is the key or the address of the article that readers of a retired
    one are led to, empty for none; None leaves that as it is. What is published is not
    replaced. A draft that was never public stays one: it is published by review alone.
    Raises InvalidError where that article cannot stand for these, and
    ExpectationBrokenError where one that is to be retired must be found.
    """
    known = [article for article in articles if article.current_id is not None]
    moving = [article for article in known if article.status != status]
    retires = status == Article.Status.RETIRED
    if replaced_by and not retires:
        msg = _("Only what is retired is replaced: set the status to “retired”, too.")
        raise InvalidError(msg, field="replaced_by")
    replacement = replacement_find(said=replaced_by or "", articles=known)
    if retires:
        gone = Change(gone=frozenset(article.pk for article in moving))
        expectations_gate(change=gone, subject=", ".join(a.key for a in moving))
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        rows.update(status=status, updated_at=timezone.now())
        changed(rows)
        led = known if replaced_by is not None or not retires else []
        led = replacement_set(articles=led, replacement=replacement)
        touched = {article.pk: article for article in (*moving, *led)}
        if actor:
            verb = "retire" if retires else "restore"
            note = f"replaced by {replacement.key}" if replacement else ""
            for article in touched.values():
                audit_record(actor=actor, verb=verb, subject=article, note=note)
    return len(touched)


def article_set_internal(
    *, article: Article, internal: bool, actor: User | None = None
) -> None:
    """Show an article to staff only, or to everybody."""
    with transaction.atomic():
        rows = Article.objects.filter(pk=article.pk).exclude(internal=internal)
        if rows.update(internal=internal, updated_at=timezone.now()):
            changed([article])
            if actor:
                note = "internal" if internal else "public"
                audit_record(actor=actor, verb="internal", subject=article, note=note)


def tag_changed(*, articles: Iterable[Article]) -> None:
    """Tell the index of articles whose tag was renamed or hidden."""
    changed(articles)


__all__ = [
    "Draft",
    "article_create",
    "article_edit",
    "article_set_internal",
    "article_set_status",
    "tag_changed",
]

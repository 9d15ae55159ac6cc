"""Curating: what staff do to whole articles; every text goes through review's gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article
from answers.services.articles.replacement import replacement_find, replacement_set
from answers.services.audit import audit_record
from answers.services.expectations import (
    Change,
    Override,
    expectations_gate,
    publicity_change,
)
from answers.services.indexing import index_queue
from answers.services.publication import resolve_references
from answers.services.revisions import Draft, draft_create, revision_publish

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
    override: str = "",
) -> int:
    """Retire or publish articles; return how many changed.

    ``replaced_by`` is the key or the address of the article that readers of a retired
    one are led to, empty for none; None leaves that as it is. What is published is not
    replaced. A draft that was never public stays one: it is published by review alone.
    ``override`` is the reason to do so although an expectation breaks. Raises
    InvalidError where that article cannot stand for these or this person may not
    override, and ExpectationBrokenError.
    """
    known = [article for article in articles if article.current_id is not None]
    moving = [article for article in known if article.status != status]
    retires = status == Article.Status.RETIRED
    if replaced_by and not retires:
        msg = _("Only what is retired is replaced: set the status to “retired”, too.")
        raise InvalidError(msg, field="replaced_by")
    replacement = replacement_find(said=replaced_by or "", articles=known)
    pks = {article.pk for article in moving if not article.internal}
    expectations_gate(
        change=Change(gone=frozenset(pks))
        if retires
        else lambda: publicity_change(pks),
        subject=", ".join(article.key for article in moving),
        override=Override(actor, override),
    )
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        rows.update(status=status, updated_at=timezone.now())
        index_queue(rows)
        if not retires:
            resolve_references([article.pk for article in moving])
        led = known if replaced_by is not None or not retires else []
        led = replacement_set(articles=led, replacement=replacement)
        touched = {article.pk: article for article in (*moving, *led)}
        if actor:
            verb = "retire" if retires else "restore"
            note = f"replaced by {replacement.key}" if replacement else ""
            for article in touched.values():
                audit_record(actor=actor, verb=verb, subject=article, note=note)
    return len(touched)


def article_show_to(
    *,
    articles: Iterable[Article],
    internal: bool,
    actor: User | None = None,
    override: str = "",
) -> int:
    """Show these to staff only, or to everybody; return how many changed.

    ``override`` and errors as of ``article_set_status``.
    """
    chosen = Article.objects.filter(pk__in=[article.pk for article in articles])
    moving = list(chosen.exclude(internal=internal))
    pks = {article.pk for article in moving if article.is_indexable}
    expectations_gate(
        change=Change(gone=frozenset(pks))
        if internal
        else lambda: publicity_change(pks),
        subject=", ".join(article.key for article in moving),
        override=Override(actor, override),
    )
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        rows.update(internal=internal, updated_at=timezone.now())
        index_queue(moving)
        if actor:
            note = "internal" if internal else "public"
            for article in moving:
                audit_record(actor=actor, verb="internal", subject=article, note=note)
    return len(moving)


def article_set_internal(
    *, article: Article, internal: bool, actor: User | None = None
) -> None:
    """Show one article to staff only, or to everybody; as ``article_show_to``."""
    article_show_to(articles=[article], internal=internal, actor=actor)


def tag_changed(*, articles: Iterable[Article]) -> None:
    """Tell the index of articles whose tag was renamed or hidden."""
    index_queue(articles)


__all__ = [
    "Draft",
    "article_create",
    "article_edit",
    "article_set_internal",
    "article_set_status",
    "article_show_to",
    "tag_changed",
]

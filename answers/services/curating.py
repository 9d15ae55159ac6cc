"""Curating: what staff do to whole articles; every text goes through review's gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from answers.models import Article
from answers.services.auditing import audit_record
from answers.services.expecting import Change, expectations_gate
from answers.services.indexing import changed
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
    *, articles: Iterable[Article], status: str, actor: User | None = None
) -> int:
    """Retire or publish articles; return how many changed.

    A draft that was never public stays one: it is published by review alone. Raises
    ExpectationBrokenError where one that is to be retired must be found.
    """
    moving = [
        article
        for article in articles
        if article.status != status and article.current_id is not None
    ]
    if status == Article.Status.RETIRED:
        gone = Change(gone=frozenset(article.pk for article in moving))
        expectations_gate(change=gone, subject=", ".join(a.key for a in moving))
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        rows.update(status=status, updated_at=timezone.now())
        changed(rows)
        verb = "retire" if status == Article.Status.RETIRED else "restore"
        if actor:
            for article in moving:
                audit_record(actor=actor, verb=verb, subject=article)
    return len(moving)


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

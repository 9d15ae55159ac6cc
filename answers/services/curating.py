"""Curating: staff write and change articles; every save is a revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.ingest import (
    ParsedArticle,
    ParsedReference,
    Publication,
    Rendered,
    prepare,
    publish,
    resolve_references,
)
from answers.lib.errors import ConflictError, InvalidError
from answers.lib.text import clean, cut, one_line, slugify
from answers.models import Article, Revision
from answers.services.indexing import changed, index_sync_soon

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff wrote into the form; ``references`` are lines as in a file."""

    title: str
    question: str
    answer: str
    references: tuple[ParsedReference, ...] = ()
    tags: tuple[str, ...] = ()
    category: str = ""
    date: dt.date | None = None
    description: str = ""
    product: str = ""
    note: str = ""


def article_create(*, key: str, draft: Draft, author: User) -> Article:
    """Publish a new article. Raises InvalidError where the key is taken or no key."""
    if not key or slugify(key) != key.lower():
        msg = _("A key is letters, digits, dots and dashes: nacos-403-token.")
        raise InvalidError(msg, field="key")
    content = _content(key, draft, extra={}, keywords=())
    look = prepare(content)
    with transaction.atomic():
        if Article.objects.filter(key=key).exists():
            msg = _("There is an article with this key already: open that one.")
            raise InvalidError(msg, field="key")
        return _publish(content, look, draft, author)


def article_edit(*, article: Article, draft: Draft, author: User, base: int) -> Article:
    """Publish a changed state; ``base`` is the number of the revision it started from.

    Raises ConflictError where somebody published another one meanwhile: nothing is
    overwritten. Saving without a change makes no revision.
    """
    current = Revision.objects.filter(article=article, number=base).first()
    if current is None:
        raise _overtaken(article)
    content = _content(
        article.key, draft, extra=current.extra, keywords=tuple(current.keywords)
    )
    look = prepare(content)
    with transaction.atomic():
        locked = Article.objects.select_for_update().select_related(
            "current", "product"
        )
        fresh = locked.get(pk=article.pk) if article.current_id else article
        if fresh.current is None or fresh.current.number != base:
            raise _overtaken(fresh)
        if _same(fresh, content, draft):
            return fresh
        return _publish(content, look, draft, author)


def article_set_status(*, articles: Iterable[Article], status: str) -> int:
    """Retire or publish articles; return how many changed."""
    pks = [article.pk for article in articles if article.status != status]
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=pks)
        rows.update(status=status, updated_at=timezone.now())
        changed(rows)
    return len(pks)


def article_set_internal(*, article: Article, internal: bool) -> None:
    """Show an article to staff only, or to everybody."""
    with transaction.atomic():
        rows = Article.objects.filter(pk=article.pk).exclude(internal=internal)
        if rows.update(internal=internal, updated_at=timezone.now()):
            changed([article])


def tag_changed(*, articles: Iterable[Article]) -> None:
    """Tell the index of articles whose tag was renamed or hidden."""
    changed(articles)


def _overtaken(article: Article) -> ConflictError:
    msg = _("Somebody else saved this article while you were writing: compare.")
    return ConflictError(msg, revision=article.current and article.current.number)


def _content(
    key: str, draft: Draft, *, extra: dict[str, object], keywords: tuple[str, ...]
) -> ParsedArticle:
    title, answer = one_line(draft.title), clean(draft.answer).strip()
    if not title:
        msg = _("Write a title: one line that says the symptom.")
        raise InvalidError(msg, field="title")
    if not answer:
        msg = _("Write an answer.")
        raise InvalidError(msg, field="answer")
    return ParsedArticle(
        key=key,
        title=cut(title, 500),
        question=clean(draft.question).strip() or title,
        answer=answer,
        description=one_line(draft.description),
        category=cut(one_line(draft.category), 100),
        date=draft.date,
        tags=tuple(tag for tag in draft.tags if slugify(tag)),
        keywords=keywords,
        references=draft.references,
        extra=extra,
    )


def _same(article: Article, content: ParsedArticle, draft: Draft) -> bool:
    current = article.current
    product = article.product.slug if article.product else ""
    return (
        current is not None
        and current.content_fingerprint == content.fingerprint()
        and product == slugify(draft.product)
    )


def _publish(
    content: ParsedArticle, look: Rendered, draft: Draft, author: User
) -> Article:
    articles = publish(
        [
            Publication(
                content=content,
                rendered=look,
                product=draft.product,
                origin=Revision.Origin.ADMIN,
                author=author,
                note=draft.note,
            )
        ]
    )
    resolve_references()
    index_sync_soon()
    return articles[content.key]

"""Drafts: what staff wrote, kept as revisions that nobody outside can read.

Every save is a revision of its own and supersedes the one it was made from, so two
people who write at once cannot overwrite each other: the second is told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.content import ParsedArticle, ParsedReference, Rendered
from answers.lib.errors import ConflictError, InvalidError
from answers.models import Article, Revision
from answers.services.audit import audit_record
from answers.services.publication import Publication, prepare, publish
from answers.services.revisions.lock import article_locked, number_of, overtaken
from answers.text.normalization import clean, cut, one_line, slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

_MADE_KEY = re.compile(r"q-(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One state as it is written down: content, look, product, why, from where."""

    content: ParsedArticle
    look: Rendered
    product: str = ""
    note: str = ""
    base: int | None = None
    origin: str = Revision.Origin.ADMIN


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written; ``references`` are lines as in a file.

    ``keywords`` and ``extra`` that are None stay what they were: no form shows them.
    """

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
    keywords: tuple[str, ...] | None = None
    extra: Mapping[str, Any] | None = None
    origin: str = Revision.Origin.ADMIN


def draft_create(
    *,
    draft: Draft,
    author: User,
    article: Article | None = None,
    base: int | None = None,
    key: str = "",
) -> Revision:
    """Write a draft of a new article, or of what ``article`` is to become.

    ``base`` is the number of the public revision it was written from; without it, the
    one of now. A new article without a ``key`` gets one: ``q-1``, ``q-2`` and so on.
    Says the draft what is public already, that revision is returned and none made.
    Raises InvalidError, or ConflictError where another revision was published since.
    """
    if article is None:
        return _start(draft, author, key)
    look = prepare(content_from(article.key, draft, None))
    with transaction.atomic():
        fresh = article_locked(article)
        if base is not None and base != number_of(fresh):
            raise overtaken(fresh)
        content = content_from(article.key, draft, fresh.current)
        if fresh.current and is_same(fresh.current, content, draft):
            return fresh.current
        sheet = sheet_of(draft, content, look, number_of(fresh))
        return draft_write(fresh, sheet, author, upstream=upstream_of(fresh.current))


def draft_save(
    *, revision: Revision, draft: Draft, author: User, base: int | None = None
) -> Revision:
    """Write on at a draft (or at a rejected one); return the newer draft.

    ``base`` moves it onto the public revision of that number, after comparing.
    Raises ConflictError where somebody else wrote on at it, or decided, meanwhile.
    """
    look = prepare(content_from(revision.article.key, draft, None))
    with transaction.atomic():
        article = article_locked(revision.article)
        fresh = Revision.objects.select_related("article").get(pk=revision.pk)
        if not fresh.is_open and fresh.status != Revision.Status.REJECTED:
            raise _written_on(fresh)
        base = fresh.base if base is None else base
        if base != fresh.base and base != number_of(article):
            raise overtaken(article)
        content = content_from(article.key, draft, fresh)
        if base == fresh.base and is_same(fresh, content, draft):
            return fresh
        sheet = sheet_of(draft, content, look, base)
        newer = draft_write(article, sheet, author, upstream=upstream_of(fresh))
        if fresh.is_open:
            fresh.status = Revision.Status.SUPERSEDED
            fresh.save(update_fields=["status"])
        return newer


def sheet_of(
    draft: Draft, content: ParsedArticle, look: Rendered, base: int | None
) -> Sheet:
    """Return a draft as it is written down."""
    return Sheet(content, look, draft.product, draft.note, base, draft.origin)


def is_same(revision: Revision, content: ParsedArticle, draft: Draft) -> bool:
    """Tell whether a revision says already what the draft does."""
    same = revision.content_fingerprint == content.fingerprint()
    return same and slugify(revision.product) == slugify(draft.product)


def content_from(key: str, draft: Draft, origin: Revision | None) -> ParsedArticle:
    """Return a draft as content; what no form shows is kept from its ``origin``.

    Raises InvalidError where title or answer is missing.
    """
    title, answer = one_line(draft.title), clean(draft.answer).strip("\n")
    if not title:
        msg = _("Write a title: one line that says the symptom.")
        raise InvalidError(msg, field="title")
    if not answer.strip():
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
        keywords=_kept(draft.keywords, tuple(origin.keywords) if origin else ()),
        references=draft.references,
        extra=_kept(draft.extra, dict(origin.extra) if origin else {}),
    )


def _kept(written: Any, before: Any) -> Any:
    return before if written is None else written


def _start(draft: Draft, author: User, key: str) -> Revision:
    if key and slugify(key) != key.lower():
        msg = _("A key is letters, digits, dots and dashes: nacos-403-token.")
        raise InvalidError(msg, field="key")
    look = prepare(content_from(key or "q", draft, None))
    with transaction.atomic():
        if key and Article.objects.filter(key=key).exists():
            msg = _("There is an article with this key already: open that one.")
            raise InvalidError(msg, field="key")
        article = Article.objects.create(
            key=key or _made_key(),
            title=cut(one_line(draft.title), 500),
            status=Article.Status.DRAFT,
            updated_at=timezone.now(),
        )
        content = content_from(article.key, draft, None)
        sheet = sheet_of(draft, content, look, None)
        return draft_write(article, sheet, author)


def _made_key() -> str:
    taken = Article.objects.filter(key__startswith="q-").values_list("key", flat=True)
    numbers = [int(found[1]) for key in taken if (found := _MADE_KEY.fullmatch(key))]
    return f"q-{max(numbers, default=0) + 1}"


def draft_write(
    article: Article, sheet: Sheet, author: User, *, upstream: int | None = None
) -> Revision:
    """Write a state down as the newest revision, a draft; the article is locked."""
    publish(
        [
            Publication(
                content=sheet.content,
                rendered=sheet.look,
                product=sheet.product,
                origin=sheet.origin,
                status=Revision.Status.DRAFT,
                author=author,
                note=cut(one_line(sheet.note), 300),
                base=sheet.base,
                upstream=upstream,
            )
        ]
    )
    revision = Revision.objects.select_related("article").filter(article=article)[0]
    note = f"r{revision.number} {revision.note}"
    audit_record(actor=author, verb="draft", subject=article, note=note)
    return revision


def upstream_of(revision: Revision | None) -> int | None:
    """Return the incoming file that a revision builds on, which may be itself."""
    if revision is None:
        return None
    file = revision.origin == Revision.Origin.INGEST
    return revision.pk if file else revision.upstream_id


def _written_on(revision: Revision) -> ConflictError:
    msg = _("Somebody else wrote on at this draft, or decided about it: compare.")
    newest = revision.article.revisions.order_by("-number").first()
    return ConflictError(msg, revision=newest.number if newest else None)

"""Drafts: what staff wrote, kept as revisions that nobody outside can read.

Every save is a revision of its own and supersedes the one it was made from. Who saves
says which revision the text started from, so that two people who write at once cannot
overwrite each other: the second gets a ConflictError, and may merge both texts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.content import (
    Choice,
    Derived,
    Merge,
    ParsedArticle,
    ParsedReference,
    Sides,
    derive,
    merge_articles,
)
from answers.lib.errors import ConflictError, InvalidError
from answers.models import Article, Revision
from answers.services.audit import audit_record
from answers.services.publication import NewRevision, content_of, write_revisions
from answers.text.normalization import clean, cut, one_line, slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

_MADE_KEY = re.compile(r"q-(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff wrote of an article, with a note for the history.

    ``keywords`` and ``extra`` are None where they stay what they were: no form shows
    them.
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

    ``base`` is the number of the public revision it was written from; None stands for
    the current one. A new article without a ``key`` gets one: ``q-1``, ``q-2`` and so
    on. Where the draft says what the public revision says, that one is returned and no
    draft is written. Raises InvalidError, or ConflictError where another revision was
    published since.
    """
    if article is None:
        return _start(draft, author, key)
    derived = derive(content_from(article.key, draft, None))
    with transaction.atomic():
        fresh = article_locked(article)
        if base is not None and base != number_of(fresh):
            raise overtaken(fresh)
        content = content_from(article.key, draft, fresh.current)
        if fresh.current and is_same(fresh.current, content, draft):
            return fresh.current
        new = _new_revision(draft, content, derived, number_of(fresh))
        return draft_write(fresh, new, author, upstream=upstream_of(fresh.current))


def draft_save(
    *, revision: Revision, draft: Draft, author: User, base: int | None = None
) -> Revision:
    """Write a newer state of a draft, or of a rejected one; return the newer draft.

    ``base`` is the number of the public revision that the draft now builds on; None
    where it builds on the same as before. Raises ConflictError where somebody else
    saved the draft, or decided about it, meanwhile.
    """
    derived = derive(content_from(revision.article.key, draft, None))
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
        new = _new_revision(draft, content, derived, base)
        newer = draft_write(article, new, author, upstream=upstream_of(fresh))
        if fresh.is_open:
            fresh.status = Revision.Status.SUPERSEDED
            fresh.save(update_fields=["status"])
        return newer


def draft_prepare(draft: Draft) -> None:
    """Derive what a draft says; call it before a transaction that writes the draft.

    The result is kept by ``derive``, so that no lock is held while a long text is
    rendered. A draft that is no article is left to those that refuse it.
    """
    with suppress(InvalidError):
        derive(content_from("q", draft, None))


def is_same(revision: Revision, content: ParsedArticle, draft: Draft) -> bool:
    """Tell whether a revision has this content and the draft's product."""
    same = revision.content_fingerprint == content.fingerprint()
    return same and slugify(revision.product) == slugify(draft.product)


def content_from(key: str, draft: Draft, origin: Revision | None) -> ParsedArticle:
    """Return a draft as the content of a revision.

    ``origin`` has the keywords and extra fields that a draft may leave out. Raises
    InvalidError where title or answer is missing.
    """
    title, answer = one_line(draft.title), clean(draft.answer).strip("\n")
    if not title:
        msg = _("Write a title: one line that says the symptom.")
        raise InvalidError(msg, field="title")
    if not answer.strip():
        msg = _("Write an answer.")
        raise InvalidError(msg, field="answer")
    before = content_of(origin) if origin else ParsedArticle(key, title, "", answer)
    return ParsedArticle(
        key=key,
        title=cut(title, 500),
        question=clean(draft.question).strip() or title,
        answer=answer,
        description=one_line(draft.description),
        category=cut(one_line(draft.category), 100),
        date=draft.date,
        tags=tuple(tag for tag in draft.tags if slugify(tag)),
        keywords=before.keywords if draft.keywords is None else draft.keywords,
        references=draft.references,
        extra=before.extra if draft.extra is None else draft.extra,
    )


def _start(draft: Draft, author: User, key: str) -> Revision:
    if key and slugify(key) != key.lower():
        msg = _("A key is letters, digits, dots and dashes: nacos-403-token.")
        raise InvalidError(msg, field="key")
    derived = derive(content_from(key or "q", draft, None))
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
        new = _new_revision(draft, content, derived, None)
        return draft_write(article, new, author)


def _made_key() -> str:
    taken = Article.objects.filter(key__startswith="q-").values_list("key", flat=True)
    numbers = [int(found[1]) for key in taken if (found := _MADE_KEY.fullmatch(key))]
    return f"q-{max(numbers, default=0) + 1}"


def _new_revision(
    draft: Draft, content: ParsedArticle, derived: Derived, base: int | None
) -> NewRevision:
    return NewRevision(
        content,
        derived,
        product=draft.product,
        origin=draft.origin,
        note=draft.note,
        base=base,
    )


def draft_write(
    article: Article, new: NewRevision, author: User, *, upstream: int | None = None
) -> Revision:
    """Write the newest revision of a locked article, as a draft of this author.

    ``upstream`` is the primary key of the file's revision that the draft builds on.
    """
    draft = replace(
        new,
        status=Revision.Status.DRAFT,
        author=author,
        note=cut(one_line(new.note), 300),
        upstream=upstream,
    )
    revision = write_revisions([draft])[article.key]
    audit_record(
        actor=author,
        verb="draft",
        subject=article,
        note=f"r{revision.number} {revision.note}",
    )
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


# Locks: one decision about an article at a time.


def article_locked(article: Article) -> Article:
    """Return the article as it is now, locked until the transaction ends."""
    rows = Article.objects.select_for_update(of=("self",))
    return rows.select_related("current", "product").get(pk=article.pk)


def overtaken(article: Article) -> ConflictError:
    """Return the error for who saves an older state, with the newest number."""
    msg = _("Somebody else saved this article while you were writing: compare.")
    return ConflictError(msg, revision=number_of(article))


def number_of(article: Article) -> int | None:
    """Return the number of the article's public revision, if it has one."""
    return article.current.number if article.current else None


# Two people changed one revision: merge their texts as an edit and a file are merged.


def draft_of(revision: Revision, *, note: str = "") -> Draft:
    """Return what a revision says in the form that staff write."""
    return _with_content(Draft("", "", "", note=note), content_of(revision))


def draft_join(*, draft: Draft, base: Revision, theirs: Revision) -> Merge:
    """Return the merge of a draft with what somebody else saved meanwhile.

    ``base`` is the revision that both started from. Nothing is written. Raises
    InvalidError where the draft has no title or no answer.
    """
    ours = content_from(theirs.article.key, draft, base)
    return merge_articles(Sides(content_of(base), ours), content_of(theirs))


def draft_joined(
    *, draft: Draft, base: Revision, theirs: Revision, choices: Mapping[str, Choice]
) -> Draft:
    """Return the draft with what ``theirs`` changed in it.

    Raises InvalidError where nothing is chosen for a place that collides.
    """
    content = draft_join(draft=draft, base=base, theirs=theirs).settled(choices)
    untouched = slugify(draft.product) == slugify(base.product)
    product = theirs.product if untouched else draft.product
    return replace(
        _with_content(draft, content),
        product=product,
        keywords=content.keywords,
        extra=content.extra,
    )


def _with_content(draft: Draft, content: ParsedArticle) -> Draft:
    return replace(
        draft,
        title=content.title,
        question=content.question,
        answer=content.answer,
        references=content.references,
        tags=content.tags,
        category=content.category,
        date=content.date,
        description=content.description,
        product=content.product,
    )

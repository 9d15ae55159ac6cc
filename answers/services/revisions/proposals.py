"""Proposals: drafts that programs write; they wait for a review, none is published."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from answers.lib.errors import AnswersError, ConflictError, NotFoundError
from answers.models import Article, Revision, Viewer
from answers.models.revisions import OPEN
from answers.services.accounts import access_error
from answers.services.revisions.drafts import (
    Draft,
    article_locked,
    content_from,
    draft_create,
    draft_of,
    draft_prepare,
    draft_save,
    is_same,
    number_of,
)
from answers.services.revisions.review import review_request
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


def article_propose(*, draft: Draft, author: User, key: str = "") -> Revision:
    """Write a draft of a new article, and request its review.

    The same text sent again is the same draft. Raises ConflictError where the key is
    taken, and InvalidError.
    """
    draft_prepare(draft)
    with transaction.atomic():
        again = _sent_before(draft, author, key)
        if again is not None:
            return again
        if key and Article.objects.filter(key=key).exists():
            msg = _("There is an article {key} already: change that one.")
            raise ConflictError(msg.format(key=key))
        revision = draft_create(draft=draft, author=author, key=key)
        return review_request(revision=revision, author=author)


def revision_propose(
    *, article: Article, changes: Mapping[str, Any], author: User, base: int | None
) -> Revision:
    """Write a draft with these changes of an article, and request its review.

    ``base`` is the number of the revision that was changed: the public one, or the
    author's own draft, which the new draft replaces either way; None stands for the
    newest of the two. A draft that changes nothing is not written: the revision that
    says the same is returned. Raises ConflictError where the base is not the newest,
    and InvalidError.
    """
    with suppress(ConflictError):  # it is raised below, if it still holds
        start = _start(article, _own_draft(article, author), base)
        draft_prepare(replace(draft_of(start), **changes))
    with transaction.atomic():
        fresh = article_locked(article)
        own = _own_draft(fresh, author)
        start = _start(fresh, own, base)
        draft = replace(draft_of(start), **changes)
        if own is not None and (own.is_open or start == own):
            revision = draft_save(
                revision=own, draft=draft, author=author, base=number_of(fresh)
            )
        else:
            revision = draft_create(
                draft=draft, author=author, article=fresh, base=number_of(fresh)
            )
        if not revision.is_open:
            return revision
        return review_request(revision=revision, author=author)


def article_of_author(*, key: str, viewer: Viewer, author: User) -> Article:
    """Return an article to be changed: one they may read, or that they wrote.

    Raises NotFoundError.
    """
    key = clean(key)
    found = Article.objects.visible_to(viewer).filter(key=key).first()
    if found is None:
        own = Revision.objects.filter(article__key=key, author=author)
        row = own.select_related("article").first()
        found = row.article if row else None
    if found is None:
        msg = _("There is no such article here.")
        raise NotFoundError(msg)
    return found


def proposal_get(*, key: str, number: int, author_id: int | None) -> Revision:
    """Return what became of something this author wrote. Raises an AnswersError."""
    rows = Revision.objects.select_related("article__current")
    found = rows.filter(article__key=clean(key), number=number).first()
    if found is None:
        msg = _("There is no such revision here.")
        raise NotFoundError(msg)
    if author_id is None or found.author_id != author_id:
        raise access_error("permission_denied")
    return found


def _sent_before(draft: Draft, author: User, key: str) -> Revision | None:
    content = content_from(key or "q", draft, None)
    rows = Revision.objects.select_related("article").filter(
        author=author,
        status__in=OPEN,
        article__status=Article.Status.DRAFT,
        content_fingerprint=content.fingerprint(),
    )
    if key:
        rows = rows.filter(article__key=key)
    return next((row for row in rows if is_same(row, content, draft)), None)


def _own_draft(article: Article, author: User) -> Revision | None:
    """Return the newest that this author wrote, where it waits or was rejected."""
    status = (*OPEN, Revision.Status.REJECTED)
    rows = Revision.objects.filter(article=article, author=author, status__in=status)
    return rows.order_by("-number").first()


def _start(article: Article, own: Revision | None, base: int | None) -> Revision:
    """Return the state to change. Raises ConflictError where it is not the newest."""
    public = article.current
    if public is not None and base in (None, public.number):
        return public
    newest = own is not None and own.base == number_of(article)
    if own is not None and newest and base in (None, own.number):
        return own
    raise overtaken(article)


def overtaken(article: Article) -> AnswersError:
    """Return the error on a change to what is not the newest."""
    number = number_of(article)
    if number is None:
        msg = _("Somebody wrote on at this draft, or decided about it: read its state.")
        return ConflictError(msg)
    msg = _("Public is revision {number} by now: read it, and change that one.")
    return ConflictError(msg.format(number=number), revision=number)

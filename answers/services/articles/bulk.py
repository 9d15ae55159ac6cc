"""Arranging: labels of many articles at once.

Tags and product stand in the revision, so changing them is an edit: a draft each, which
goes through review's gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from answers.lib.errors import ForbiddenError, InvalidError
from answers.models import Article
from answers.services.revisions import (
    Draft,
    draft_create,
    draft_of,
    review_request,
    revision_publish,
)
from answers.text.normalization import slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

MOST_EDITED = 200  # articles at once: each gets a revision


@dataclass(frozen=True, slots=True)
class Arranged:
    """How many articles were published anew, and how many wait for a review."""

    published: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why staff do it, and why although an expectation breaks."""

    note: str = ""
    override: str = ""


def article_retag(
    *,
    articles: Iterable[Article],
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    author: User,
    why: Why = Why(),
) -> Arranged:
    """Add and remove tags, a revision each where that changes something.

    Raises InvalidError where there is nothing to do or too much at once,
    ExpectationBrokenError where something would no longer be found.
    """
    if not any(map(slugify, (*add, *remove))):
        raise InvalidError(_("Name at least one tag."), field="tags")

    def change(draft: Draft) -> Draft:
        return replace(draft, tags=retagged(draft.tags, add, remove), note=why.note)

    return _edit(articles, change, author, why)


def article_set_product(
    *, articles: Iterable[Article], product: str, author: User, why: Why = Why()
) -> Arranged:
    """Say which product these are about, none for an empty slug.

    Raises InvalidError where it is too much at once, ExpectationBrokenError where
    something would no longer be found.
    """

    def change(draft: Draft) -> Draft:
        return replace(draft, product=product, note=why.note)

    return _edit(articles, change, author, why)


def retagged(
    words: Sequence[str], add: Sequence[str], remove: Sequence[str]
) -> tuple[str, ...]:
    """Return the words with some more and some less, compared as tags are."""
    gone = set(map(slugify, remove)) - {""}
    kept = {slugify(word): word for word in words if slugify(word) not in gone}
    for word in add:
        if slugify(word):
            kept.setdefault(slugify(word), word)
    return tuple(kept.values())


def _edit(
    articles: Iterable[Article],
    change: Callable[[Draft], Draft],
    author: User,
    why: Why,
) -> Arranged:
    pks = [article.pk for article in articles]
    if len(pks) > MOST_EDITED:
        msg = _("Each article gets a revision: choose %(most)d articles at most.")
        raise InvalidError(msg % {"most": MOST_EDITED}, field="what")
    with transaction.atomic():
        rows = Article.objects.select_related("current", "product").filter(pk__in=pks)
        done = [_edit_one(article, change, author, why) for article in rows]
    return Arranged(done.count("published"), done.count("waiting"))


def _edit_one(
    article: Article, change: Callable[[Draft], Draft], author: User, why: Why
) -> str:
    """Return what became of it: ``published``, ``waiting``, or nothing changed."""
    if article.current is None:
        return ""
    draft = draft_of(article.current)
    product = article.product.slug if article.product else ""
    made = change(replace(draft, product=product))
    same = slugify(made.product) == slugify(product)
    if same and list(made.tags) == list(draft.tags):
        return ""
    status = article.status
    revision = draft_create(article=article, draft=made, author=author)
    if not revision.is_open:
        return ""
    try:
        with transaction.atomic():
            revision_publish(revision=revision, reviewer=author, override=why.override)
    except ForbiddenError:
        review_request(revision=revision, author=author)
        return "waiting"
    # A new revision is public at once; what was retired stays so.
    Article.objects.filter(pk=article.pk).update(status=status)
    return "published"

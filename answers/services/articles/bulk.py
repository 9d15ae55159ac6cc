"""Set tags or the product of many articles at once.

Both are part of a revision, so that changing them is an edit: each article gets a
draft, which is published if the author may, else put before the reviewers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article
from answers.services.revisions import (
    Draft,
    draft_create,
    draft_of,
    revision_submit,
)
from answers.text.normalization import slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

MOST_EDITED = 200  # articles at once: each gets a revision


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many articles have a new public revision, and how many one in review."""

    published: int = 0
    waiting: int = 0


def article_retag(
    *,
    articles: Iterable[Article],
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    author: User,
    note: str = "",
    override: str = "",
) -> BulkResult:
    """Add and remove tags: a new revision of each article that this changes.

    ``note`` is kept with the revisions; ``override`` is the reason to publish them
    although an expectation breaks.

    Raises InvalidError where there is nothing to do or too much at once,
    ExpectationBrokenError where something would no longer be found.
    """
    if not any(map(slugify, (*add, *remove))):
        raise InvalidError(_("Name at least one tag."), field="tags")

    def change(draft: Draft) -> Draft:
        return replace(draft, tags=retagged(draft.tags, add, remove), note=note)

    return _edit(articles, change, author, override)


def article_set_product(
    *,
    articles: Iterable[Article],
    product: str,
    author: User,
    note: str = "",
    override: str = "",
) -> BulkResult:
    """Set the product of articles by its slug, none for an empty one.

    ``note`` and ``override`` as in ``article_retag``.

    Raises InvalidError where it is too much at once, ExpectationBrokenError where
    something would no longer be found.
    """

    def change(draft: Draft) -> Draft:
        return replace(draft, product=product, note=note)

    return _edit(articles, change, author, override)


def retagged(
    words: Sequence[str], add: Sequence[str], remove: Sequence[str]
) -> tuple[str, ...]:
    """Return tags without ``remove`` and with ``add``, compared by their slugs."""
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
    override: str,
) -> BulkResult:
    pks = [article.pk for article in articles]
    if len(pks) > MOST_EDITED:
        msg = _("Each article gets a revision: choose %(most)d articles at most.")
        raise InvalidError(msg % {"most": MOST_EDITED}, field="what")
    with transaction.atomic():
        rows = Article.objects.select_related("current", "product").filter(pk__in=pks)
        done = [_edit_one(article, change, author, override) for article in rows]
    return BulkResult(done.count("published"), done.count("waiting"))


def _edit_one(
    article: Article, change: Callable[[Draft], Draft], author: User, override: str
) -> str:
    """Return ``published``, ``waiting`` for a review, or "" where nothing changed."""
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
    done = revision_submit(revision=revision, author=author, override=override)
    if not done.published:
        return "waiting"
    # A new revision is public at once; what was retired stays so.
    Article.objects.filter(pk=article.pk).update(status=status)
    return "published"

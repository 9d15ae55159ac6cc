"""Locking: one decision about an article at a time."""

from __future__ import annotations

from django.utils.translation import gettext as _

from answers.lib.errors import ConflictError
from answers.models import Article


def article_locked(article: Article) -> Article:
    """Return the article as it is now, locked until the transaction ends."""
    rows = Article.objects.select_for_update(of=("self",))
    return rows.select_related("current", "product").get(pk=article.pk)


def overtaken(article: Article) -> ConflictError:
    """Return the error that tells the second one who was faster."""
    msg = _("Somebody else saved this article while you were writing: compare.")
    return ConflictError(msg, revision=number_of(article))


def number_of(article: Article) -> int | None:
    """Return the number of the article's public revision, if it has one."""
    return article.current.number if article.current else None

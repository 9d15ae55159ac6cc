"""Rows that an address or a form names: by number, by key, by the address of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article
from answers.services.articles import article_find

if TYPE_CHECKING:
    from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)


def row_at(rows: QuerySet[M], **lookup: Any) -> M | None:
    """Return the row that a value of an address or a form names.

    None where there is none, or where the value is no number and the column is:
    ``row_at(Article.objects.all(), pk="12x")``.
    """
    try:
        return rows.filter(**lookup).first()
    except (TypeError, ValueError):
        return None


def article_numbered(text: str) -> Article | None:
    """Return the article of a primary key; None for an empty text.

    Raises InvalidError where there is no such article.
    """
    if not text.strip():
        return None
    article = row_at(Article.objects.all(), pk=text)
    if article is None:
        raise InvalidError(_("There is no such article."), field="article")
    return article


def article_named(text: str) -> Article:
    """Return the article of a key or of an address. Raises InvalidError."""
    article = article_find(text=text)
    if article is None:
        msg = _("There is no article with this key.")
        raise InvalidError(msg, field="article")
    return article

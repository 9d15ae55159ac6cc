"""What the fields of the article form say of a revision."""

from __future__ import annotations

from typing import Any

from answers.content import reference_lines
from answers.models import Article, Revision
from answers.text.normalization import slugify


def initial_of(article: Article, revision: Revision) -> dict[str, Any]:
    """Return the fields as a revision has them; saved unchanged, nothing changes."""
    public = revision.pk == article.current_id
    return {
        "base": revision.number if public else revision.base,
        "revision": None if public else revision.number,
        "title": revision.title,
        "question": revision.question,
        "answer": revision.answer,
        "references": reference_lines(revision.references),
        "tags": ", ".join(map(str, revision.tags)),
        "category": revision.category,
        "date": revision.date,
        "description": revision.description,
        "product": _product_of(article, revision),
        "replaced_by": article.replaced_by.key if article.replaced_by else "",
    }


def _product_of(article: Article, revision: Revision) -> str:
    if revision.pk == article.current_id:
        return article.product.slug if article.product else ""
    return slugify(revision.product)

"""Suggesting: what a typed beginning may become."""

from __future__ import annotations

from dataclasses import dataclass

from answers.lib.text import cut, one_line
from answers.models import Article, Tag, Viewer, product_limits, reads_internal
from answers.search import Query, get_engine
from answers.services.asking.proposing import propose


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer while one types: an article, a tag or a word."""

    kind: str
    text: str
    url: str


def article_suggest(*, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]:
    """Return what the typed beginning may become: tags, then articles.

    Raises IndexUnavailableError.
    """
    text = cut(one_line(text), 100)
    if not text:
        return []
    tags = Tag.objects.visible().filter(name__istartswith=text).in_use()[:3]
    suggestions = [Suggestion("tag", tag.name, tag.get_absolute_url()) for tag in tags]
    query = Query(
        text=_complete(text),
        limit=limit,
        internal=reads_internal(viewer),
        products=product_limits(viewer),
        facets=False,
    )
    hits = propose(query).hits
    articles = Article.objects.visible_to(viewer).in_order(hit.pk for hit in hits)
    suggestions += [
        Suggestion("article", article.heading, article.get_absolute_url())
        for article in articles
    ]
    return suggestions[:limit]


def _complete(text: str) -> str:
    """Return the text with its last, half-typed word completed by indexed ones."""
    head, _, last = text.rpartition(" ")
    if len(last) < 2 or not last.isascii():
        return text
    words = get_engine().vocabulary(last.lower(), 5)
    return " ".join([head, last, *(word for word, _ in words)]).strip()

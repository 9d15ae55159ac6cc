"""Suggesting: what a typed beginning may become: symptoms, tags and articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from answers.lib.text import cut, one_line
from answers.models import (
    Article,
    Symptom,
    Tag,
    Viewer,
    product_limits,
    reads_internal,
)
from answers.search import Query, get_engine
from answers.services.asking import beginnings
from answers.services.asking.proposing import propose

MOST = 8
SYMPTOMS, TAGS = 2, 2  # of them, where there are articles enough
LEAST = 2  # letters from which on symptoms are looked through
SPARE = 3  # asked for beyond them, in place of what this viewer may not see


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer while one types: a symptom, a tag or an article."""

    kind: Literal["symptom", "tag", "article"]
    text: str
    url: str


def article_suggest(
    *, text: str, viewer: Viewer, limit: int = MOST
) -> list[Suggestion]:
    """Return what the typed beginning may become, grouped: symptoms, tags, articles.

    Chinese may be typed as pinyin or as its initials. Raises IndexUnavailableError.
    """
    text = cut(one_line(text), 100)
    if not text:
        return []
    articles = _articles(text, viewer, limit)
    room = max(limit - len(articles), 0)
    symptoms = _symptoms(text, viewer, max(SYMPTOMS, room))
    tags = _tags(text, max(TAGS, room))
    named = [*symptoms[: max(limit - len(tags), SYMPTOMS)], *tags][:limit]
    return [*named, *articles[: limit - len(named)]]


def _symptoms(text: str, viewer: Viewer, limit: int) -> list[Suggestion]:
    if len(text) < LEAST:
        return []
    pks = beginnings.symptoms.matching(text, limit + SPARE)
    rows = Symptom.objects.filter(pk__in=pks).in_use(viewer) if pks else ()
    return _named("symptom", rows, pks)[:limit]


def _tags(text: str, limit: int) -> list[Suggestion]:
    pks = beginnings.tags.matching(text, limit + SPARE)
    rows = Tag.objects.visible().filter(pk__in=pks).in_use() if pks else ()
    return _named("tag", rows, pks)[:limit]


def _named(
    kind: Literal["symptom", "tag"], rows: Iterable[Symptom | Tag], pks: Sequence[int]
) -> list[Suggestion]:
    """Return the rows in the order of ``pks``."""
    found = {row.pk: row for row in rows}
    return [
        Suggestion(kind, str(found[pk]), found[pk].get_absolute_url())
        for pk in pks
        if pk in found
    ]


def _articles(text: str, viewer: Viewer, limit: int) -> list[Suggestion]:
    """Return the articles that hold the words, or sound like the letters."""
    query = Query(
        text=text,
        limit=limit,
        internal=reads_internal(viewer),
        products=product_limits(viewer),
        facets=False,
    )
    pks = get_engine().sounding(query)
    words = _completions(text)
    if words or not pks:  # what begins a known word is one; else it may be pinyin
        hits = propose(replace(query, text=" ".join([text, *words]))).hits
        pks = [*(hit.pk for hit in hits), *pks]
    rows = Article.objects.visible_to(viewer).in_order(dict.fromkeys(pks))
    return [
        Suggestion("article", article.heading, article.get_absolute_url())
        for article in rows[:limit]
    ]


def _completions(text: str) -> list[str]:
    """Return indexed words that the last, half-typed one may become."""
    last = text.rpartition(" ")[2]
    if len(last) < LEAST or not last.isascii():
        return []
    return [word for word, _ in get_engine().vocabulary(last.lower(), 5)]

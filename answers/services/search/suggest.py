"""Suggesting: what a typed beginning may become: symptoms, tags and articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from answers.index import Query, Snippet, get_engine, make_snippet
from answers.models import Article, Symptom, Tag, Viewer, product_limits, reads_internal
from answers.services.search import prefixes
from answers.services.search.boosts import Proposal
from answers.services.search.query import propose
from answers.text.normalization import cut, one_line

MOST = 8
SYMPTOMS, TAGS = 2, 2  # of them, where there are articles enough
LEAST = 2  # letters from which on symptoms are looked through
SPARE = 3  # asked for beyond them, in place of what this viewer may not see
PASSAGE_LENGTH = 110  # characters: a line under the title
PARTLY_BELOW = 0.6  # of what was typed that an article holds

Why = Literal["words", "partly", "sound", "pinned"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer while one types: a symptom, a tag or an article.

    An article comes with the ``passage`` that matched, with its ``product``, and with
    ``why`` it is offered: it holds the words, or some of them; it sounds like the
    letters; staff put it first.
    """

    kind: Literal["symptom", "tag", "article"]
    text: str
    url: str
    passage: Snippet | None = None
    product: str = ""
    why: Why = "words"


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
    pks = prefixes.symptoms.matching(text, limit + SPARE)
    rows = Symptom.objects.filter(pk__in=pks).in_use(viewer) if pks else ()
    return _named("symptom", rows, pks)[:limit]


def _tags(text: str, limit: int) -> list[Suggestion]:
    pks = prefixes.tags.matching(text, limit + SPARE)
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
    sounding = get_engine().sounding(query)
    words = _completions(text)
    found = Proposal(0, ())
    if words or not sounding:  # what begins a known word is one; else it may be pinyin
        found = propose(replace(query, text=" ".join([text, *words])))
    pks = dict.fromkeys([*(hit.pk for hit in found.hits), *sounding])
    rows = Article.objects.visible_to(viewer).for_lists().in_order(pks)
    terms = found.weights or found.terms
    why = _reasons(found, whole=not words)
    return [
        Suggestion(
            "article",
            article.heading,
            article.get_absolute_url(),
            passage=_passage(article, terms),
            product=article.product.name if article.product else "",
            why=why.get(article.pk, "sound"),
        )
        for article in rows[:limit]
    ]


def _reasons(found: Proposal, *, whole: bool) -> dict[int, Why]:
    """Return why each hit is offered; of half-typed words nobody can say how many."""
    why: dict[int, Why] = {
        hit.pk: "partly" if whole and hit.coverage < PARTLY_BELOW else "words"
        for hit in found.hits
    }
    return why | dict.fromkeys(found.pinned, "pinned")


def _passage(
    article: Article, terms: Mapping[str, float] | Sequence[str]
) -> Snippet | None:
    text = article.current.text if article.current else ""
    return make_snippet(text, terms, length=PASSAGE_LENGTH) if text.strip() else None


def _completions(text: str) -> list[str]:
    """Return indexed words that the last, half-typed one may become."""
    last = text.rpartition(" ")[2]
    if len(last) < LEAST or not last.isascii():
        return []
    return [word for word, _ in get_engine().vocabulary(last.lower(), 5)]

"""Searching: a symptom in, articles out. The index proposes, the database decides."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from answers.index import Hit, Results, Snippet, make_snippet
from answers.models import Article, SearchEvent, Viewer
from answers.services.analytics import search_continued, search_record
from answers.services.search.facets import FacetValue, name_facets
from answers.services.search.highlights import DecisiveLine, decisive_lines
from answers.services.search.pins import Proposal, note_missed
from answers.services.search.query import MAX_LIMIT, Question, propose
from answers.symptoms import Symptom, recognise

SPARE = 5  # hits beyond a page, for articles that are gone from the database
SNIPPET_LENGTH = 170  # characters
RECOGNISED = 10  # symptoms of a query that are named


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """One article of a result, with the passage that matched.

    ``section`` is the part of the answer the passage stands in: its title and anchor.
    ``coverage`` says how much of what was asked for the article holds, 0 to 1;
    ``pinned`` that staff put it first.
    """

    article: Article
    score: float
    title: Snippet
    snippet: Snippet
    matched: tuple[str, ...]
    section: Mapping[str, Any] | None
    coverage: float
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of results.

    ``corrected`` is the query as it was searched for, where words of it seem mistyped;
    ``recognised`` are the symptoms in it, the most telling first; ``decisive`` are the
    lines of a longer text that led to the first result; ``event`` is the
    token that links to the results carry, empty where nothing is recorded.
    """

    query: str
    total: int
    took_ms: float
    results: tuple[ArticleMatch, ...]
    corrected: str | None = None
    recognised: tuple[Symptom, ...] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    event: str = ""
    decisive: tuple[DecisiveLine, ...] = ()


def article_search(
    *, question: Question, viewer: Viewer, channel: str = "", event: str = ""
) -> ResultPage:
    """Return what this viewer may read of the matches, best first.

    A search that came by a ``channel`` is recorded, unless it is a later page or goes
    on with an earlier ``event``.

    Raises IndexUnavailableError where the index cannot be searched now; its repair has
    then been started.
    """
    started = time.perf_counter()
    text = question.text
    results = propose(question.query(viewer, spare=SPARE))
    found = _decide(results, viewer, min(question.limit, MAX_LIMIT))
    event = search_continued(token=event)
    if channel and not event and not question.offset:
        event = search_record(
            event=SearchEvent(
                kind=SearchEvent.Kind.SEARCH,
                channel=channel,
                text=text,
                product=question.product,
                total=results.total,
                proposed=[one.article.pk for one in found],
            )
        )
    corrected = _corrected(text, results.corrections)
    return ResultPage(
        query=text,
        total=results.total,
        results=tuple(found),
        facets=name_facets(results.facets),
        event=event,
        decisive=_decisive(question, results),
        corrected=corrected,
        recognised=tuple(recognise(corrected or text)[:RECOGNISED]),
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def _decisive(question: Question, results: Results) -> tuple[DecisiveLine, ...]:
    """Return the decisive lines, on the page of the best result only."""
    if question.offset or question.sort != "relevance" or not results.hits:
        return ()
    return decisive_lines(question.text, results.hits[0], results.weights)


def _decide(results: Proposal, viewer: Viewer, limit: int) -> list[ArticleMatch]:
    """Fetch the rows this viewer may read; the spare ones only where some are gone."""
    hits = {hit.pk: hit for hit in results.hits}
    pks = list(hits)
    rows = Article.objects.visible_to(viewer).for_lists().prefetch_related("tags")
    articles = rows.in_order(pks[:limit])
    if len(articles) < min(limit, len(pks)):
        articles += rows.in_order(pks[limit:])[: limit - len(articles)]
    note_missed(articles)
    found = [
        _found(article, hits[article.pk], results.weights or results.terms)
        for article in articles
    ]
    return [replace(one, pinned=one.article.pk in results.pinned) for one in found]


def _found(
    article: Article, hit: Hit, terms: Mapping[str, float] | Sequence[str]
) -> ArticleMatch:
    revision = article.current
    text = revision.text if revision else ""
    snippet = make_snippet(text, terms, length=SNIPPET_LENGTH)
    outline = revision.outline if revision else []
    middle = snippet.spans[len(snippet.spans) // 2][0] if snippet.spans else 0
    at = snippet.start + middle
    before = [part for part in outline if part["start"] <= at]
    return ArticleMatch(
        article=article,
        score=hit.score,
        title=make_snippet(article.heading, terms, length=300),
        snippet=snippet,
        matched=hit.matched,
        section=before[-1] if before and snippet.spans else None,
        coverage=hit.coverage,
    )


def _corrected(text: str, corrections: Mapping[str, str]) -> str | None:
    """Return the text with what was searched for in place of what was typed."""
    if not corrections:
        return None
    typed = "|".join(map(re.escape, sorted(corrections, key=len, reverse=True)))
    return re.sub(
        rf"(?<![a-zA-Z])({typed})(?![a-zA-Z])",
        lambda match: corrections[match[0].lower()],
        text,
        flags=re.IGNORECASE | re.ASCII,
    )

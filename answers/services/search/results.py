"""A page of results: the index proposes, the database decides."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from answers.content import OutlineEntry
from answers.index import Hit, Results, Snippet, make_snippet
from answers.models import Article, SearchEvent, Viewer
from answers.models.articles import ArticleQuerySet
from answers.services.analytics import search_continued, search_record
from answers.services.search.facets import FacetValue, name_facets
from answers.services.search.highlights import DecisiveLine, decisive_lines
from answers.services.search.pins import Proposal, note_missed
from answers.services.search.query import (
    MAX_LIMIT,
    Context,
    Question,
    fetch_rows,
    live_context,
    propose,
)
from answers.symptoms import RecognisedSymptom, recognise

SPARE = 5  # hits beyond a page, for articles that are gone from the database
SNIPPET_LENGTH = 170  # characters
RECOGNISED = 10  # symptoms of a query that are named


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """One article of a result, with the passage that matched.

    ``score`` is about 1 to 2 for the best of a page. ``matched`` are the terms of the
    query found in the article, the heaviest first. ``section`` is the heading in the
    answer that the passage belongs to. ``coverage`` is the share of the query, 0 to 1,
    that the article holds.
    """

    article: Article
    score: float
    title: Snippet
    snippet: Snippet
    matched: tuple[str, ...]
    section: OutlineEntry | None
    coverage: float
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of results.

    ``corrected`` is the query as it was searched for, where words of it seem mistyped;
    ``recognised`` are the symptoms in it, the most specific first; ``decisive`` are the
    lines of a longer text that led to the first result; ``facets`` are by name. Links
    to the results carry the token ``event``, empty where nothing is recorded.
    """

    query: str
    total: int
    took_ms: float
    results: tuple[ArticleMatch, ...]
    corrected: str | None = None
    recognised: tuple[RecognisedSymptom, ...] = ()
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
    text, context = question.text, live_context(viewer)
    results = propose(question, context, spare=SPARE)
    rows = fetch_rows(
        results,
        context,
        limit=min(question.limit, MAX_LIMIT),
        texts=lambda articles: articles.for_lists().prefetch_related("tags"),
    )
    note_missed(article for _hit, article in rows)
    found = [_match(article, hit, results) for hit, article in rows]
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


def article_order(*, question: Question, context: Context) -> tuple[int, ...]:
    """Return the pks of the page that ``article_search`` would return in the context.

    Raises IndexUnavailableError.
    """
    results = propose(question, context, spare=SPARE, facets=False)
    limit = min(question.limit, MAX_LIMIT)
    rows = fetch_rows(results, context, limit=limit, texts=ArticleQuerySet.all)
    return tuple(article.pk for _hit, article in rows)


def _match(article: Article, hit: Hit, results: Proposal) -> ArticleMatch:
    terms = results.weights or results.terms
    revision = article.current
    text = revision.text if revision else ""
    snippet = make_snippet(text, terms, length=SNIPPET_LENGTH)
    outline: list[OutlineEntry] = revision.outline if revision else []
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
        pinned=article.pk in results.pinned,
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

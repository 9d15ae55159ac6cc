"""Searching: a symptom in, articles out. The index proposes, the database decides."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from answers.index import Hit, Query, Results, Snippet, Sort, make_snippet
from answers.models import (
    Article,
    SearchEvent,
    Tag,
    Viewer,
    product_limits,
    reads_internal,
)
from answers.services.analytics import Asked, search_continued, search_record
from answers.services.search.facets import FacetValue, name_facets
from answers.services.search.highlights import Decisive, decisive_lines
from answers.services.search.pins import Proposal, note_missed
from answers.services.search.query import propose
from answers.symptoms import Symptom, recognise
from answers.text.logs import telling_part
from answers.text.normalization import clean

QUERY_LENGTH = 20_000  # characters of a pasted log that are read
PAGE = 10
MOST = 50  # results a page at most
DEEPEST = 1_000  # results that can be paged to
SPARE = 5  # asked for beyond a page, in place of what is gone meanwhile
SNIPPET_LENGTH = 170
RECOGNISED = 10  # symptoms of a query that are told


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked: the text and the filters, slugs all of them.

    Several tags and several symptoms must all match; both dates are included.
    """

    text: str
    limit: int = PAGE
    offset: int = 0
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    sort: Sort = "relevance"
    exact: bool = False  # take every word as it was typed


@dataclass(frozen=True, slots=True)
class Found:
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
class Answer:
    """A page of results.

    ``corrected`` is the query as it was searched for, where words of it seem mistyped;
    ``recognised`` are the symptoms in it, the most telling first; ``decisive`` are the
    lines of a longer text that led to the first result; ``event`` is the
    token that links to the results carry, empty where nothing is recorded.
    """

    query: str
    total: int
    took_ms: float
    results: tuple[Found, ...]
    corrected: str | None = None
    recognised: tuple[Symptom, ...] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    event: str = ""
    decisive: tuple[Decisive, ...] = ()


def article_search(
    *, search: Search, viewer: Viewer, channel: str = "", event: str = ""
) -> Answer:
    """Return what this viewer may read of the matches, best first.

    A search that came by a ``channel`` is recorded, unless it is a later page or goes
    on with an earlier ``event``.

    Raises IndexUnavailableError where the index cannot be searched now; mending has
    then been started.
    """
    started = time.perf_counter()
    text = telling_part(clean(search.text).strip(), QUERY_LENGTH)
    results = propose(_query(text, search, viewer))
    found = _decide(results, viewer, min(search.limit, MOST))
    event = search_continued(token=event)
    if channel and not event and not search.offset:
        event = search_record(asked=_asked(search, channel, results.total, found))
    corrected = _corrected(text, results.corrections)
    return Answer(
        query=text,
        total=results.total,
        results=tuple(found),
        facets=name_facets(results.facets),
        event=event,
        decisive=_decisive(text, search, results),
        corrected=corrected,
        recognised=tuple(recognise(corrected or text)[:RECOGNISED]),
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def _query(text: str, search: Search, viewer: Viewer) -> Query:
    return Query(
        text=text,
        limit=min(search.limit, MOST) + SPARE,
        offset=min(search.offset, DEEPEST),
        product=search.product,
        category=search.category,
        tags=Tag.objects.canonical(search.tags),
        shown=search.symptoms,
        since=_day(search.since),
        until=_day(search.until),
        internal=reads_internal(viewer),
        products=product_limits(viewer),
        sort=search.sort,
        exact=search.exact,
    )


def _decisive(text: str, search: Search, results: Results) -> tuple[Decisive, ...]:
    """Return what decided, on the page that the best result stands on."""
    if search.offset or search.sort != "relevance" or not results.hits:
        return ()
    return decisive_lines(text, results.hits[0], results.weights)


def _asked(search: Search, channel: str, total: int, found: Sequence[Found]) -> Asked:
    return Asked(
        kind=SearchEvent.Kind.SEARCH,
        channel=channel,
        text=clean(search.text).strip(),
        product=search.product,
        total=total,
        proposed=[one.article.pk for one in found],
    )


def _decide(results: Proposal, viewer: Viewer, limit: int) -> list[Found]:
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
) -> Found:
    revision = article.current
    text = revision.text if revision else ""
    snippet = make_snippet(text, terms, length=SNIPPET_LENGTH)
    outline = revision.outline if revision else []
    middle = snippet.spans[len(snippet.spans) // 2][0] if snippet.spans else 0
    at = snippet.start + middle
    before = [part for part in outline if part["start"] <= at]
    return Found(
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


def _day(date: dt.date | None) -> int | None:
    return (date - dt.date(1970, 1, 1)).days if date else None

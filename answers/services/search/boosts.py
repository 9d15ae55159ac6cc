"""Weighing: the one place where what staff decided moves the hits of the index.

An article that was not verified on the newest releases of its product counts a little
less; a pinned one comes first. Without releases and pins nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from answers.index import Hit, Query, Results
from answers.models import Article, Timelines
from answers.services.search.pins import Decisions

FADE = 0.02  # of its score that an article loses for each release it missed
MOST_MISSED = 5  # releases that count: never more than a tenth
WINDOW = 50  # hits that change places among themselves; as many as the index reranks

Ask = Callable[[Query], Results]


@dataclass(frozen=True, slots=True)
class Proposal(Results):
    """What the index proposes, weighed; ``pinned`` are the articles put first."""

    pinned: tuple[int, ...] = ()


def weigh(ask: Ask, query: Query, decisions: Decisions) -> Proposal:
    """Ask for the page of ``query`` with the best hits weighed."""
    pinned = decisions.pinned(query.text, (slug for slug, _ in query.symptoms))
    fading = bool(decisions.timelines.by_product)
    if query.sort != "relevance" or not (pinned or fading) or query.limit <= 0:
        return _proposal(ask(query))
    first, last = query.offset, query.offset + query.limit
    if first >= WINDOW:
        results = ask(query)
        rest = tuple(hit for hit in results.hits if hit.pk not in pinned)
        return _proposal(replace(results, hits=rest))
    results = ask(replace(query, offset=0, limit=max(WINDOW, last)))
    hits = list(results.hits)
    if fading:
        hits = [*_faded(hits[:WINDOW], decisions.timelines), *hits[WINDOW:]]
    front = _front(hits, pinned, query)
    known = {hit.pk for hit in hits}
    chosen = {hit.pk for hit in front}
    hits = [*front, *(hit for hit in hits if hit.pk not in chosen)]
    return _proposal(
        replace(
            results,
            hits=tuple(hits[first:last]),
            total=results.total + len(chosen - known),
        ),
        tuple(hit.pk for hit in front),
    )


def faded(score: float, missed: int | None) -> float:
    """Return what a score counts where so many releases were missed."""
    return score * (1 - FADE * min(missed or 0, MOST_MISSED))


def _faded(hits: Sequence[Hit], timelines: Timelines) -> list[Hit]:
    rows = Article.objects.filter(
        pk__in=[hit.pk for hit in hits], product__in=timelines.by_product
    ).only("product_id", "verified_key", "date", "created_at")
    missed = {article.pk: timelines.missed(article) for article in rows}
    weighed = [replace(h, score=faded(h.score, missed.get(h.pk))) for h in hits]
    return sorted(weighed, key=lambda hit: -hit.score)


def _front(hits: Sequence[Hit], pinned: Sequence[int], query: Query) -> list[Hit]:
    """Return the pinned hits, above all others; a filter keeps out what it would."""
    found: Mapping[int, Hit] = {hit.pk: hit for hit in hits}
    top = max((hit.score for hit in hits), default=1.0)
    filters = (query.product, query.category, query.tags, query.shown)
    filtered = any(filters) or query.since is not None or query.until is not None
    return [
        replace(found.get(pk, Hit(pk, top)), score=top)
        for pk in pinned
        if pk in found or not filtered
    ]


def _proposal(results: Results, pinned: tuple[int, ...] = ()) -> Proposal:
    values = {f.name: getattr(results, f.name) for f in fields(Results)}
    return Proposal(**values, pinned=pinned)

"""What staff decided that changes the order of results: pins and releases.

A pinned article comes first. One that was not verified on the newest releases of its
product loses a little of its score. A change reaches every worker within about a
second, as with synonyms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypeAlias

from django.db.models import Count, Max

from answers.index import Hit, Query, Results
from answers.lib.cached import CachedValue
from answers.models import Article, Pin, Release, Timelines, question_key

MAX_AGE = 60.0  # seconds
MAX_PINS = 2_000  # in memory, the newest
MAX_PINNED = 3  # articles that pins put first for one question
FADE = 0.02  # share of its score that an article loses for each release it missed
MAX_MISSED = 5  # releases that count: an article loses a tenth at most
WINDOW = 50  # hits that are put in order anew; as many as the index reranks

PinKey: TypeAlias = tuple[str, str]  # what the pin is bound to, question or symptom
SearchFunction: TypeAlias = Callable[[Query], Results]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The releases of each product, and the pks of the articles pinned to each key."""

    timelines: Timelines = field(default_factory=Timelines)
    pins: Mapping[PinKey, tuple[int, ...]] = field(default_factory=dict)

    def pinned(self, text: str, symptoms: Iterable[str]) -> tuple[int, ...]:
        """Return the pks of the articles to put first for this question.

        ``symptoms`` are the slugs of the symptoms in it.
        """
        if not self.pins:
            return ()
        keys: list[PinKey] = [(Pin.By.QUESTION, question_key(text))]
        keys += [(Pin.By.SYMPTOM, slug) for slug in symptoms]
        found = (pk for key in keys for pk in self.pins.get(key, ()))
        return tuple(dict.fromkeys(found))[:MAX_PINNED]

    def with_pin(self, pin: Pin, *, instead_of: Pin | None = None) -> Decisions:
        """Return the decisions as they are once ``pin`` is saved, the newest of all.

        ``instead_of`` is the pin as it is saved now. A pin that is switched off
        is left out.
        """
        pins = dict(self.pins)
        for old in filter(None, (instead_of, pin)):
            key = (str(old.by), old.key)
            pins[key] = tuple(pk for pk in pins.get(key, ()) if pk != old.article_id)
        if pin.enabled:
            key = (str(pin.by), pin.key)
            pins[key] = (pin.article_id, *pins[key])
        return replace(self, pins=pins)


@dataclass(frozen=True, slots=True)
class Proposal(Results):
    """Results of the index in the order that staff decisions give them.

    ``pinned`` are the pks of the articles that a pin put first.
    """

    pinned: tuple[int, ...] = ()


def current_decisions() -> Decisions:
    """Return the decisions, at most about a second old."""
    return _decisions.get()


def read_decisions() -> Decisions:
    """Return the decisions, read from the database now."""
    pins: dict[PinKey, list[int]] = defaultdict(list)
    rows = Pin.objects.enabled().order_by("-updated_at", "-pk")[:MAX_PINS]
    for by, key, article in rows.values_list("by", "key", "article_id"):
        pins[by, key].append(article)
    return Decisions(
        Release.objects.timelines(),
        {key: tuple(articles) for key, articles in pins.items()},
    )


def _version() -> object:
    return [
        model._default_manager.aggregate(Count("pk"), Max("updated_at"))
        for model in (Release, Pin)
    ]


_decisions = CachedValue(read_decisions, max_age=MAX_AGE, version=_version)


def note_missed(articles: Iterable[Article]) -> None:
    """Set ``releases_missed`` of each article, without a query."""
    timelines = current_decisions().timelines
    for article in articles:
        article.releases_missed = timelines.missed(article)


def apply_decisions(
    search: SearchFunction, query: Query, decisions: Decisions
) -> Proposal:
    """Return the page of ``query``, ordered by what staff decided.

    ``search`` is called once, with ``query`` itself where no decision applies.
    """
    pinned = decisions.pinned(query.text, (slug for slug, _ in query.symptoms))
    fading = bool(decisions.timelines.by_product)
    if query.sort != "relevance" or not (pinned or fading) or query.limit <= 0:
        return _proposal(search(query))
    first, last = query.offset, query.offset + query.limit
    if first >= WINDOW:
        results = search(query)
        rest = tuple(hit for hit in results.hits if hit.pk not in pinned)
        return _proposal(replace(results, hits=rest))
    results = search(replace(query, offset=0, limit=max(WINDOW, last)))
    hits = list(results.hits)
    if fading:
        hits = [*_fade(hits[:WINDOW], decisions.timelines), *hits[WINDOW:]]
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


def faded_score(score: float, missed: int | None) -> float:
    """Return the score of an article that missed so many releases; None counts as 0."""
    return score * (1 - FADE * min(missed or 0, MAX_MISSED))


def _fade(hits: Sequence[Hit], timelines: Timelines) -> list[Hit]:
    rows = Article.objects.filter(
        pk__in=[hit.pk for hit in hits], product__in=timelines.by_product
    ).only("product_id", "verified_key", "date", "created_at")
    missed = {article.pk: timelines.missed(article) for article in rows}
    scored = [replace(h, score=faded_score(h.score, missed.get(h.pk))) for h in hits]
    return sorted(scored, key=lambda hit: -hit.score)


def _front(hits: Sequence[Hit], pinned: Sequence[int], query: Query) -> list[Hit]:
    """Return the pinned hits with the best score of all.

    Where a filter is set, only those that the index found: the others do not pass it.
    """
    found: Mapping[int, Hit] = {hit.pk: hit for hit in hits}
    top = max((hit.score for hit in hits), default=1.0)
    filters = (query.product, query.category, query.tags, query.symptom_filter)
    filtered = any(filters) or query.since is not None or query.until is not None
    return [
        replace(found.get(pk, Hit(pk, top)), score=top)
        for pk in pinned
        if pk in found or not filtered
    ]


def _proposal(results: Results, pinned: tuple[int, ...] = ()) -> Proposal:
    values = {f.name: getattr(results, f.name) for f in fields(Results)}
    return Proposal(**values, pinned=pinned)

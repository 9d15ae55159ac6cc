"""Ranking: one question against one state of the index, in two steps.

Recall: BM25 over all of an article, plus half of that over its title and question.
Then the best ``RERANKED`` are ordered anew: each gains a share of the scores of its
neighbours (score regularization; Diaz 2005, "Regularizing ad hoc retrieval scores")
and something for each symptom of the question that it has; votes multiply the sum.
docs/search.md says what each step brings.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import compress, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from answers.index import scoring
from answers.index.documents import HEAD, SYMPTOM
from answers.index.filters import Filters, count_facets, make_filters
from answers.index.query import FILLER_WEIGHT, parse_query
from answers.index.scoring import Floats, Impacts, Mask, Ranks
from answers.index.snapshot import NOTHING, Snapshot
from answers.index.types import Hit, Query, Results
from answers.text.pinyin import sounds_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEAD_SHARE = 0.5  # what title and question add to the best score
NEIGHBOUR_SHARE = 0.9  # what neighbours add, each by its share
SYMPTOM_SHARE = 0.3  # what an article adds that shows every symptom of the question
RERANKED = 50
MAX_MATCHED = 20  # terms that a hit is checked for
FLOOR = 0.1  # of the best score: what has less only shares a common word
MAX_SOUND_MATCHES = 200  # places in titles, the newest documents' first


class Term(NamedTuple):
    """One term of a query, its impacts, and its weight in the query."""

    name: str
    impacts: Impacts
    weight: float


def rank(snapshot: Snapshot, query: Query) -> Results:
    """Return the best documents for ``query``."""
    repair = None if query.exact else snapshot.words.repair
    parsed = parse_query(query.text, query.glossary, repair)
    terms = _known(snapshot, parsed.terms)
    wanted = terms + _known(snapshot, parsed.hints)
    informative = [term for term in wanted if term.weight > FILLER_WEIGHT]
    scores, coverage = _scores(snapshot, wanted, terms)
    filters = make_filters(snapshot, query)
    if filters.readable is not None:
        scores *= filters.readable
    match = _match(scores, filters)
    found = np.flatnonzero(filters.narrow(match))
    first = max(query.offset, 0)
    last = first + max(query.limit, 0)
    if query.sort == "date":
        top = scoring.latest(scores, found, snapshot.days, last)
    else:
        if filters.chosen:
            scores = filters.narrow(scores > 0) * scores
        best = scoring.best(scores, found, RERANKED)
        _add_neighbours(snapshot, scores, best)
        _add_symptoms(snapshot, scores, best, query.symptoms)
        _multiply_votes(snapshot, scores, best, query.vote_factors)
        top = scoring.best(scores, found, last)
    return Results(
        total=len(found),
        hits=tuple(
            _hits(snapshot, top[first:], (scores, coverage), informative[:MAX_MATCHED])
        ),
        terms=tuple(parsed.terms),
        facets=count_facets(snapshot, query, filters, match) if query.facets else {},
        weights={t.name: t.weight * t.impacts.idf for t in informative},
        corrections=parsed.corrections,
    )


def _match(scores: Floats, filters: Filters) -> Mask:
    """Return which documents match the text, whatever the filters say.

    Counts of filters need that. Where the filters leave none of these, the best of what
    they let through match instead.
    """
    match: Mask = scores > float(scores.max(initial=0.0)) * FLOOR
    if filters.chosen and not filters.narrow(match).any():
        left = filters.narrow(scores > 0)
        match = left & (scores > float(scores[left].max(initial=0.0)) * FLOOR)
    return match


def _known(snapshot: Snapshot, weights: Mapping[str, float]) -> list[Term]:
    """Return the terms that some document holds, the heaviest first."""
    terms = [Term(name, snapshot.impacts(name), w) for name, w in weights.items()]
    known = [term for term in terms if term.impacts is not NOTHING]
    known.sort(key=lambda term: -term.weight * term.impacts.idf)
    return known


def _scores(
    snapshot: Snapshot, wanted: Sequence[Term], own: Sequence[Term]
) -> tuple[Floats, Floats]:
    """Return score and coverage of every document.

    Scores of the whole text and of title and question are scaled to 1 at their best
    before they are added.
    """
    total = snapshot.total
    body = scoring.add_up([(t.impacts, t.weight) for t in wanted], total)
    informative = [t for t in wanted if t.weight > FILLER_WEIGHT]
    heads = [(snapshot.impacts(HEAD + t.name), t.weight) for t in informative]
    head = scoring.add_up([pair for pair in heads if pair[0] is not NOTHING], total)
    ideal = sum(t.weight * t.impacts.idf for t in own) * (scoring.K1 + 1)
    coverage = np.minimum(body / max(ideal, 1e-9), 1.0).astype(np.float32)
    scores = body / max(float(body.max(initial=0.0)), 1e-9)
    scores += HEAD_SHARE / max(float(head.max(initial=0.0)), 1e-9) * head
    return scores.astype(np.float32), coverage


def _add_neighbours(snapshot: Snapshot, scores: Floats, best: Ranks) -> None:
    """Add to each of the best what its neighbours have, by their shares."""
    ranks, shares = snapshot.near
    # A neighbour that a filter has taken out has no score left to give.
    scores[best] += NEIGHBOUR_SHARE * (scores[ranks[best]] * shares[best]).sum(axis=1)


def _add_symptoms(
    snapshot: Snapshot,
    scores: Floats,
    best: Ranks,
    symptoms: Sequence[tuple[str, float]],
) -> None:
    """Add up to ``SYMPTOM_SHARE`` to each of the best for the symptoms it has."""
    pairs = [(snapshot.impacts(SYMPTOM + slug), weight) for slug, weight in symptoms]
    known = [pair for pair in pairs if pair[0] is not NOTHING]
    if known:
        shown = scoring.add_up(known, snapshot.total)[best]
        scores[best] += SYMPTOM_SHARE / sum(weight for _, weight in known) * shown


def _multiply_votes(
    snapshot: Snapshot, scores: Floats, best: Ranks, vote_factors: Mapping[int, float]
) -> None:
    """Multiply the scores of the best by the vote factors of their articles."""
    if vote_factors:
        factors = [vote_factors.get(pk, 1.0) for pk in snapshot.pks[best].tolist()]
        scores[best] *= np.array(factors, np.float32)


def _hits(
    snapshot: Snapshot,
    top: Ranks,
    values: tuple[Floats, Floats],
    terms: Sequence[Term],
) -> Iterator[Hit]:
    scores, coverage = values
    found = scoring.matched([t.impacts for t in terms], top, snapshot.total)
    names = [term.name for term in terms]
    rows = zip(
        snapshot.pks[top].tolist(),
        scores[top].tolist(),
        (compress(names, column) for column in found.T.tolist()),
        coverage[top].tolist(),
        strict=True,
    )
    return (Hit(pk, score, tuple(names), share) for pk, score, names, share in rows)


def titles_by_sound(snapshot: Snapshot, query: Query) -> list[int]:
    """Return the pks of titles that are pronounced as the query's text.

    The text is pinyin or its initials. Titles that begin so come first.
    """
    pattern = sounds_like(query.text)
    if pattern is None:
        return []
    readable = make_filters(snapshot, query).readable
    found: dict[int, bool] = {}
    text, starts = snapshot.sounds
    for match in islice(pattern.finditer(text), MAX_SOUND_MATCHES):
        rank = bisect_right(starts, match.start()) - 1
        if readable is None or readable[rank]:
            found[rank] = found.get(rank, False) or match.start() == starts[rank]
    ranks = sorted(found, key=lambda rank: (not found[rank], rank))
    return [int(snapshot.pks[rank]) for rank in ranks[: query.limit]]

"""Ranking: one question against one state of the index, in two steps.

Recall: BM25 over everything an article says, and half of that again over its title
and question. Then the best ``RERANKED`` are let vouch for one another: what stands
near to other good hits rises (score regularization; Diaz 2005, "Regularizing ad hoc
retrieval scores"); what shows the symptoms of the question rises, too; and at the end
counts how an article stands with its readers. docs/search.md has what each brings.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from answers.index import scoring
from answers.index.documents import HEAD, SYMPTOM
from answers.index.filters import Filters, count_facets, make_filters
from answers.index.query import FILLER_WEIGHT, read_query
from answers.index.scoring import Floats, Impacts, Mask, Ranks
from answers.index.snapshot import NOTHING, Snapshot
from answers.index.types import Hit, Query, Results

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEAD_SHARE = 0.5  # what title and question add to the best score
NEIGHBOUR_SHARE = 0.9  # what neighbours add, each by its share
SYMPTOM_SHARE = 0.3  # what an article adds that shows every symptom of the question
RERANKED = 50
TOLD = 20  # terms of which a hit says whether it holds them
FLOOR = 0.1  # of the best score: what has less only shares a common word


class Term(NamedTuple):
    """One term of a query: what it is worth, and how much the query wants it."""

    name: str
    impacts: Impacts
    weight: float


def rank(snapshot: Snapshot, query: Query) -> Results:
    """Return the best documents for ``query``."""
    repair = None if query.exact else snapshot.words.repair
    reading = read_query(query.text, query.glossary, repair)
    terms = _known(snapshot, reading.terms)
    wanted = terms + _known(snapshot, reading.hints)
    telling = [term for term in wanted if term.weight > FILLER_WEIGHT]
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
        _let_neighbours_vouch(snapshot, scores, best)
        _let_symptoms_tell(snapshot, scores, best, query.symptoms)
        _let_standing_count(snapshot, scores, best, query.standing)
        top = scoring.best(scores, found, last)
    return Results(
        total=len(found),
        hits=tuple(_hits(snapshot, top[first:], (scores, coverage), telling[:TOLD])),
        terms=tuple(reading.terms),
        facets=count_facets(snapshot, query, filters, match) if query.facets else {},
        weights={t.name: t.weight * t.impacts.idf for t in telling},
        corrections=reading.corrections,
    )


def _match(scores: Floats, filters: Filters) -> Mask:
    """Return what matches, whatever the filters say: so their counts hold true.

    Where they leave nothing of it, what is best among what they leave matches.
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
    """Return the score of every document, and how much of the query it covers.

    Both parts are brought to 1 at their best before they are added.
    """
    total = snapshot.total
    body = scoring.add_up([(t.impacts, t.weight) for t in wanted], total)
    telling = [t for t in wanted if t.weight > FILLER_WEIGHT]
    heads = [(snapshot.impacts(HEAD + t.name), t.weight) for t in telling]
    head = scoring.add_up([pair for pair in heads if pair[0] is not NOTHING], total)
    ideal = sum(t.weight * t.impacts.idf for t in own) * (scoring.K1 + 1)
    coverage = np.minimum(body / max(ideal, 1e-9), 1.0).astype(np.float32)
    scores = body / max(float(body.max(initial=0.0)), 1e-9)
    scores += HEAD_SHARE / max(float(head.max(initial=0.0)), 1e-9) * head
    return scores.astype(np.float32), coverage


def _let_neighbours_vouch(snapshot: Snapshot, scores: Floats, best: Ranks) -> None:
    """Add to each of the best what its neighbours have."""
    ranks, shares = snapshot.near
    # A neighbour that a filter has taken out has no score left to give.
    scores[best] += NEIGHBOUR_SHARE * (scores[ranks[best]] * shares[best]).sum(axis=1)


def _let_symptoms_tell(
    snapshot: Snapshot,
    scores: Floats,
    best: Ranks,
    symptoms: Sequence[tuple[str, float]],
) -> None:
    """Add to each of the best what it shows of the question's symptoms."""
    pairs = [(snapshot.impacts(SYMPTOM + slug), weight) for slug, weight in symptoms]
    known = [pair for pair in pairs if pair[0] is not NOTHING]
    if known:
        shown = scoring.add_up(known, snapshot.total)[best]
        scores[best] += SYMPTOM_SHARE / sum(weight for _, weight in known) * shown


def _let_standing_count(
    snapshot: Snapshot, scores: Floats, best: Ranks, standing: Mapping[int, float]
) -> None:
    """Multiply the scores of the best by how their articles stand."""
    if standing:
        factors = [standing.get(pk, 1.0) for pk in snapshot.pks[best].tolist()]
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

"""Probing: what a question finds, in the world as it is or as it would be.

Nothing is left behind: no inquiry, no event. docs/curation.md says who probes what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from answers.index import (
    Document,
    Glossary,
    Hit,
    Query,
    Results,
    Searcher,
    get_engine,
    make_glossary,
)
from answers.models import Article, ArticleSymptom
from answers.services.ask.answer import ALTERNATIVES, PINNED, SPARE, UNKNOWN_BELOW
from answers.services.ask.confidence import QuestionTerms, confidence_of, read_features
from answers.services.ask.question import hear
from answers.services.search import (
    QUERY_LENGTH,
    Decisions,
    apply_decisions,
    as_of_now,
    current_groups,
    read_decisions,
)
from answers.symptoms import recognise
from answers.text.logs import telling_part
from answers.text.normalization import clean

TOP = 10  # places of a search that are compared
JUDGED = 1 + ALTERNATIVES + SPARE  # hits that an answer's confidence is read from


@dataclass(frozen=True, slots=True)
class World:
    """What is asked: an index, words that mean the same, what staff decided.

    ``documents`` and ``gone`` say where the index differs from the database.
    """

    searcher: Searcher
    glossary: Glossary
    decisions: Decisions
    documents: Mapping[int, Document] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Probe:
    """What anybody would get: articles, the best first, and how sure the best is."""

    pks: tuple[int, ...]
    confidence: float

    @property
    def answered(self) -> bool:
        """Whether asking would give an answer."""
        return self.confidence >= UNKNOWN_BELOW

    def place_of(self, pk: int | None) -> int | None:
        """Return the place of an article, counted from 1."""
        return self.pks.index(pk) + 1 if pk in self.pks else None


def live_world() -> World:
    """Return the world that readers ask now."""
    return World(get_engine(), make_glossary(current_groups()), read_decisions())


def question_probe(
    *, text: str, product: str = "", world: World, depth: int = JUDGED
) -> Probe:
    """Return what ``text`` finds for a reader without rights.

    Raises IndexUnavailableError.
    """
    text = hear(text).words
    limit = max(depth, JUDGED) + SPARE
    query = as_of_now(Query(text=text, limit=limit, product=product, facets=False))
    query = replace(query, glossary=world.glossary)
    results = apply_decisions(world.searcher.search, query, world.decisions)
    public = _public([hit.pk for hit in results.hits], world)
    hits = [hit for hit in results.hits if hit.pk in public]
    chance = _chance(text, results, hits[:JUDGED], world) if hits else 0.0
    if hits and hits[0].pk in results.pinned:
        chance = max(chance, PINNED)
    return Probe(tuple(hit.pk for hit in hits), chance)


def question_rank(*, text: str, product: str, world: World) -> tuple[int, ...]:
    """Return the first articles that anybody would get in a search, best first.

    Raises IndexUnavailableError.
    """
    text = telling_part(clean(text).strip(), QUERY_LENGTH)
    query = Query(text=text, limit=TOP + SPARE, product=product, facets=False)
    query = replace(as_of_now(query), glossary=world.glossary)
    hits = apply_decisions(world.searcher.search, query, world.decisions).hits
    public = _public([hit.pk for hit in hits], world)
    return tuple(hit.pk for hit in hits if hit.pk in public)[:TOP]


def _public(pks: list[int], world: World) -> set[int]:
    """Return which of these anybody may read; the database decides but of changes."""
    rows = Article.objects.published().filter(pk__in=pks, internal=False)
    public = set(rows.values_list("pk", flat=True)) | set(world.documents)
    return public - world.gone


def _chance(text: str, results: Results, hits: list[Hit], world: World) -> float:
    asked = QuestionTerms(
        text=text,
        results=results,
        symptoms=recognise(text),
        synonyms=world.glossary.alternatives(text),
        total=Article.objects.published().count(),
    )
    features = read_features(asked, hits, _shown(hits[0].pk, world))
    return round(confidence_of(features), 4)


def _shown(pk: int, world: World) -> set[str]:
    document = world.documents.get(pk)
    if document is not None:
        return {slug for slug, _weight in document.symptoms}
    links = ArticleSymptom.objects.filter(article=pk)
    return set(links.values_list("symptom__slug", flat=True))

"""A reader's question, and how it is put to the index.

``Question`` is the text with its filters, ``Context`` all else that the answer depends
on. Readers' questions run in the live context, those of expectations and previews in a
simulated one, through the same functions, so that they cannot drift apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser

from answers.index import (
    Document,
    Glossary,
    Hit,
    Query,
    Results,
    Searcher,
    Sort,
    get_engine,
    make_glossary,
)
from answers.lib.errors import IndexUnavailableError
from answers.models import (
    Article,
    Tag,
    Viewer,
    product_limits,
    reads_internal,
)
from answers.models.articles import ArticleQuerySet
from answers.services.indexing import healer
from answers.services.search.pins import (
    Decisions,
    Proposal,
    apply_decisions,
    current_decisions,
    read_decisions,
)
from answers.services.search.synonyms import Groups, current_groups
from answers.services.search.vote_boost import current_vote_factors
from answers.symptoms import recognise
from answers.text.logs import telling_part
from answers.text.normalization import clean

QUERY_LENGTH = 20_000  # characters of a pasted log that are read
PAGE = 10  # results a page, unless the question says otherwise
MAX_LIMIT = 50  # results a page at most
MAX_OFFSET = 1_000  # results that can be paged to

Row: TypeAlias = tuple[Hit, Article]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to find: a text, and filters that name slugs.

    ``text`` is what was typed or pasted, cleaned and cut to the ``QUERY_LENGTH``
    characters that say most; ``shortened`` says whether it was cut. Several tags and
    several symptoms must all match; both dates are included. ``exact`` takes every word
    as it was typed.
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
    exact: bool = False
    shortened: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Clean the text, whoever made the question."""
        text = clean(self.text).strip()
        object.__setattr__(self, "text", telling_part(text, QUERY_LENGTH))
        object.__setattr__(self, "shortened", len(text) > QUERY_LENGTH)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything besides the question that an answer depends on.

    ``vote_factors`` are by the pk of an article. ``documents``, by pk, and the pks in
    ``gone`` are where the index of ``searcher`` differs from the database, as it would
    after a change. With ``pks_only`` rows are read without their texts.
    """

    viewer: Viewer
    searcher: Searcher
    glossary: Glossary
    decisions: Decisions
    vote_factors: Mapping[int, float]
    documents: Mapping[int, Document] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    pks_only: bool = False


def live_context(viewer: Viewer) -> Context:
    """Return the context that readers ask in, from the caches of this process."""
    return Context(
        viewer=viewer,
        searcher=_LiveIndex(),
        glossary=_glossary(current_groups()),
        decisions=current_decisions(),
        vote_factors=current_vote_factors(),
    )


def simulated_context(
    *, groups: Groups | None = None, decisions: Decisions | None = None
) -> Context:
    """Return the context of a reader without rights, to compare orders in.

    ``groups`` and ``decisions`` replace those in force; decisions are otherwise read
    from the database now. An index that cannot be searched is not repaired.
    """
    return Context(
        viewer=AnonymousUser(),
        searcher=get_engine(),
        glossary=_glossary(current_groups() if groups is None else groups),
        decisions=decisions or read_decisions(),
        vote_factors=current_vote_factors(),
        pks_only=True,
    )


def index_query(
    question: Question, context: Context, *, spare: int = 0, facets: bool = True
) -> Query:
    """Return the question as a query of the index, in this context.

    ``spare`` hits are requested beyond the limit of the question.
    """
    return Query(
        text=question.text,
        limit=min(question.limit, MAX_LIMIT) + spare,
        offset=min(question.offset, MAX_OFFSET),
        product=question.product,
        category=question.category,
        tags=Tag.objects.canonical(question.tags),
        symptom_filter=question.symptoms,
        since=_days(question.since),
        until=_days(question.until),
        internal=reads_internal(context.viewer),
        products=product_limits(context.viewer),
        sort=question.sort,
        exact=question.exact,
        facets=facets,
        glossary=context.glossary,
        symptoms=tuple((s.slug, s.weight) for s in recognise(question.text)),
        vote_factors=context.vote_factors,
    )


def propose(
    question: Question, context: Context, *, spare: int = 0, facets: bool = True
) -> Proposal:
    """Return what the index proposes, in the order that staff decisions give it.

    Raises IndexUnavailableError.
    """
    query = index_query(question, context, spare=spare, facets=facets)
    return apply_decisions(context.searcher.search, query, context.decisions)


def fetch_rows(
    results: Results,
    context: Context,
    *,
    limit: int,
    texts: Callable[[ArticleQuerySet], ArticleQuerySet],
) -> list[Row]:
    """Return the first ``limit`` hits that the viewer may read, with their articles.

    ``texts`` adds to the rows what the caller shows. The hits beyond ``limit`` are
    looked up only where some before it are gone. An article that the context changes
    is an unsaved one with nothing but its pk.
    """
    visible = Article.objects.visible_to(context.viewer)
    rows = visible.only("pk") if context.pks_only else texts(visible)
    hits = {hit.pk: hit for hit in results.hits if hit.pk not in context.gone}
    pks = list(hits)
    articles = _in_order(rows, pks[:limit], context)
    if len(articles) < min(limit, len(pks)):
        articles += _in_order(rows, pks[limit:], context)[: limit - len(articles)]
    return [(hits[article.pk], article) for article in articles]


def _in_order(
    rows: ArticleQuerySet, pks: Sequence[int], context: Context
) -> list[Article]:
    if not context.documents:
        return rows.in_order(pks)
    found = rows.in_bulk([pk for pk in pks if pk not in context.documents])
    found |= {pk: Article(pk=pk) for pk in pks if pk in context.documents}
    return [found[pk] for pk in pks if pk in found]


class _LiveIndex:
    """The index of this server; a search that fails starts its repair."""

    def search(self, query: Query) -> Results:
        try:
            results = get_engine().search(query)
        except IndexUnavailableError:
            healer.start()
            raise
        healer.check()
        return results


@lru_cache(maxsize=2)
def _glossary(groups: Groups) -> Glossary:
    return make_glossary(groups)


def _days(date: dt.date | None) -> int | None:
    """Return the days since 1970-01-01."""
    return (date - dt.date(1970, 1, 1)).days if date else None

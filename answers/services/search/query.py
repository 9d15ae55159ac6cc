"""A reader's question, and how it is put to the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from answers.index import Glossary, Query, Sort, get_engine, make_glossary
from answers.lib.errors import IndexUnavailableError
from answers.models import Tag, Viewer, product_limits, reads_internal
from answers.services.indexing import healer
from answers.services.search.pins import (
    Proposal,
    apply_decisions,
    current_decisions,
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


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to find: a text, and filters that name slugs.

    ``text`` is what was typed or pasted, cleaned and cut to the ``QUERY_LENGTH``
    characters that say most. Several tags and several symptoms must all match; both
    dates are included. ``exact`` takes every word as it was typed.
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

    def __post_init__(self) -> None:
        """Clean the text, whoever made the question."""
        text = telling_part(clean(self.text).strip(), QUERY_LENGTH)
        object.__setattr__(self, "text", text)

    def query(self, viewer: Viewer, *, spare: int = 0, facets: bool = True) -> Query:
        """Return the question as the index is asked it, for what this viewer may read.

        ``spare`` is how many hits more than ``limit`` it asks for.
        """
        return Query(
            text=self.text,
            limit=min(self.limit, MAX_LIMIT) + spare,
            offset=min(self.offset, MAX_OFFSET),
            product=self.product,
            category=self.category,
            tags=Tag.objects.canonical(self.tags),
            shown=self.symptoms,
            since=_days(self.since),
            until=_days(self.until),
            internal=reads_internal(viewer),
            products=product_limits(viewer),
            sort=self.sort,
            exact=self.exact,
            facets=facets,
        )


def _days(date: dt.date | None) -> int | None:
    """Return the days since 1970-01-01."""
    return (date - dt.date(1970, 1, 1)).days if date else None


def propose(query: Query) -> Proposal:
    """Return what the index proposes, weighed by what staff decided.

    Raises IndexUnavailableError.
    """
    query = as_of_now(query)
    try:
        results = apply_decisions(get_engine().search, query, current_decisions())
    except IndexUnavailableError:
        healer.start()
        raise
    healer.look()
    return results


def as_of_now(query: Query) -> Query:
    """Return a question with all that an answer goes by today."""
    return replace(
        query,
        glossary=_glossary(current_groups()),
        symptoms=tuple((s.slug, s.weight) for s in recognise(query.text)),
        standing=current_vote_factors(),
    )


def alternatives(text: str) -> Mapping[str, Sequence[frozenset[str]]]:
    """Return what may stand for each term of ``text``, in the words of today."""
    return _glossary(current_groups()).alternatives(text)


@lru_cache(maxsize=2)
def _glossary(groups: Groups) -> Glossary:
    return make_glossary(groups)

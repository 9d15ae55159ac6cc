"""Proposing: ask the index in the words of today; a missing one starts to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from answers.index import Glossary, Query, get_engine, make_glossary
from answers.lib.errors import IndexUnavailableError
from answers.services.indexing import healer
from answers.services.search.pins import (
    Proposal,
    apply_decisions,
    current_decisions,
)
from answers.services.search.synonyms import Groups, current_groups
from answers.services.search.vote_boost import current_vote_factors
from answers.symptoms import recognise


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

"""Proposing: ask the index; a missing one starts to be mended."""

from __future__ import annotations

from answers.lib.errors import IndexUnavailableError
from answers.search import Query, Results, get_engine
from answers.services.indexing import healer


def propose(query: Query) -> Results:
    """Return what the index proposes. Raises IndexUnavailableError."""
    try:
        results = get_engine().search(query)
    except IndexUnavailableError:
        healer.start()
        raise
    healer.look()
    return results

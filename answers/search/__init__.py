"""Search: give it documents, ask it questions; nobody else knows how it finds them."""

from __future__ import annotations

from django.conf import settings

from answers.search.analysis import analyse, query_terms
from answers.search.backends import ENGINES, engine_for
from answers.search.documents import document_fingerprint
from answers.search.glossary import Glossary, make_glossary
from answers.search.noise import telling_lines
from answers.search.snippets import Snippet, make_snippet, mark
from answers.search.types import Document, Engine, Hit, Query, Results, Searcher, Sort

__all__ = [
    "ENGINES",
    "Document",
    "Engine",
    "Glossary",
    "Hit",
    "Query",
    "Results",
    "Searcher",
    "Snippet",
    "Sort",
    "analyse",
    "document_fingerprint",
    "get_engine",
    "make_glossary",
    "make_snippet",
    "mark",
    "query_terms",
    "telling_lines",
]


def get_engine() -> Engine:
    """Return the engine that the settings name, the same one on every call."""
    return engine_for(settings.KB_SEARCH_URL, settings.KB_SEARCH_CACHE_BYTES)

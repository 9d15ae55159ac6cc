"""Index: stores documents and answers queries; the engine behind it is hidden."""

from __future__ import annotations

from django.conf import settings

from answers.index.analysis import analyse, query_terms
from answers.index.backends import ENGINES, engine_for
from answers.index.documents import FIELD_WEIGHTS, document_fingerprint
from answers.index.glossary import Glossary, make_glossary
from answers.index.noise import informative_lines
from answers.index.snippets import Snippet, make_snippet, mark
from answers.index.types import Document, Engine, Hit, Query, Results, Searcher, Sort


def get_engine() -> Engine:
    """Return the engine that the settings name, the same one on every call."""
    return engine_for(settings.KB_SEARCH_URL, settings.KB_SEARCH_CACHE_BYTES)

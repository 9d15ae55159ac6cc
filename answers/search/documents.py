"""A document as the index knows it: weighted terms, facets and a fingerprint."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from answers.lib.fingerprints import fingerprint
from answers.search.analysis import analyse

if TYPE_CHECKING:
    from answers.search.types import Document

# Bump on any change that can alter what is indexed of an unchanged document:
# analysis, weights, facets. The index then fills a new folder; old code keeps its own.
GENERATION = 1

# What a term in this field counts, against one in the answer.
FIELD_WEIGHTS = {"title": 4, "question": 2, "tags": 2, "description": 1, "answer": 1}


def term_weights(document: Document) -> dict[str, float]:
    """Return how much each term counts: its occurrences, weighted by field."""
    weights: Counter[str] = Counter()
    for name, weight in FIELD_WEIGHTS.items():
        value = getattr(document, name)
        text = value if isinstance(value, str) else "\n".join(value)
        for term in analyse(text):
            weights[term] += weight
    return {term: float(weight) for term, weight in weights.items()}


def document_fingerprint(document: Document) -> str:
    """Return what tells one indexed content from another: 24 characters."""
    content = asdict(document)
    # The revision is compared as a number; a new one with the same text is the same.
    del content["revision"]
    return fingerprint(GENERATION, content)

"""Documents: their weighted terms and fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from answers.index.analysis import analyse
from answers.lib.fingerprints import fingerprint

if TYPE_CHECKING:
    from answers.index.types import Document

# Bump on any change that can alter what is indexed of an unchanged document:
# analysis, weights, facets. The index then fills a new folder; old code keeps its own.
GENERATION = 5

# The weight of a term in each field, relative to one in the answer.
FIELD_WEIGHTS = {"title": 4, "question": 2, "tags": 2, "description": 1, "answer": 1}


# Prefix of the terms of title and question, which are indexed a second time: a match in
# what an article is about counts more than one in passing.
HEAD = "\x01"
# Prefix of the slugs of symptoms.
SYMPTOM = "\x02"
MARKS = (HEAD, SYMPTOM)


def head_terms(document: Document) -> dict[str, float]:
    """Return the terms of title and question after ``HEAD``, all weights 1."""
    terms = {*analyse(document.title), *analyse(document.question)}
    return {HEAD + term: 1.0 for term in sorted(terms)}


def symptom_terms(document: Document) -> dict[str, float]:
    """Return the document's symptoms after ``SYMPTOM``, and their weights."""
    return {SYMPTOM + slug: weight for slug, weight in document.symptoms}


def own_terms(body: Mapping[str, float]) -> dict[str, float]:
    """Return the terms of an indexed body without those that have a prefix."""
    return {term: x for term, x in body.items() if not term.startswith(MARKS)}


def term_weights(document: Document) -> dict[str, float]:
    """Return the weight of each term: its occurrences times the field's weight."""
    weights: Counter[str] = Counter()
    for name, weight in FIELD_WEIGHTS.items():
        value = getattr(document, name)
        text = value if isinstance(value, str) else "\n".join(value)
        for term, times in Counter(analyse(text)).items():
            weights[term] += weight * times
    return {term: float(weight) for term, weight in weights.items()}


def document_fingerprint(document: Document) -> str:
    """Return a fingerprint of the indexed content, 24 characters."""
    content = asdict(document)
    # The revision is compared as a number; a new one with the same text is the same.
    del content["revision"]
    return fingerprint(GENERATION, content)

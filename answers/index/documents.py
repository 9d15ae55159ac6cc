"""A document as the index knows it: weighted terms, facets and a fingerprint."""

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

# What a term in this field counts, against one in the answer.
FIELD_WEIGHTS = {"title": 4, "question": 2, "tags": 2, "description": 1, "answer": 1}


# Marks the terms of title and question, which are indexed a second time: what an
# article is about is asked there, and a hit there is worth more than one in passing.
HEAD = "\x01"
# Marks the names of symptoms: a 403 is one whatever words stand around it.
SYMPTOM = "\x02"
MARKS = (HEAD, SYMPTOM)


def head_terms(document: Document) -> dict[str, float]:
    """Return the terms of title and question, marked; how often does not matter."""
    asked = {*analyse(document.title), *analyse(document.question)}
    return {HEAD + term: 1.0 for term in sorted(asked)}


def symptom_terms(document: Document) -> dict[str, float]:
    """Return the document's symptoms, marked, with the weight each has in it."""
    return {SYMPTOM + slug: weight for slug, weight in document.symptoms}


def own_terms(body: Mapping[str, float]) -> dict[str, float]:
    """Return the terms of an indexed body without the marked ones."""
    return {term: x for term, x in body.items() if not term.startswith(MARKS)}


def term_weights(document: Document) -> dict[str, float]:
    """Return how much each term counts: its occurrences, weighted by field."""
    weights: Counter[str] = Counter()
    for name, weight in FIELD_WEIGHTS.items():
        value = getattr(document, name)
        text = value if isinstance(value, str) else "\n".join(value)
        for term, times in Counter(analyse(text)).items():
            weights[term] += weight * times
    return {term: float(weight) for term, weight in weights.items()}


def document_fingerprint(document: Document) -> str:
    """Return what tells one indexed content from another: 24 characters."""
    content = asdict(document)
    # The revision is compared as a number; a new one with the same text is the same.
    del content["revision"]
    return fingerprint(GENERATION, content)

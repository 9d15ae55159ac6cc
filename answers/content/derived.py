"""Derived: what is computed from the text of an article and stored beside it.

HTML, plain text and outline, the symptoms with their weights, and the causes. It is
slow (10 ms a page, seconds for a hostile one), so call ``derive`` before a transaction
is opened; the last results are kept, so that the services called inside have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from answers.content.causes import CAUSES_GENERATION, ParsedCause, read_causes
from answers.content.render import RENDERER, Rendered, render
from answers.content.types import ParsedArticle
from answers.lib.fingerprints import fingerprint
from answers.symptoms import SYMPTOMS_GENERATION, RecognisedSymptom, recognise
from answers.text.normalization import strip_routing_label

# The fingerprint of the code that derives; a revision keeps the one it was made with.
DERIVED_BY = fingerprint(RENDERER, SYMPTOMS_GENERATION, CAUSES_GENERATION)

# The weight of a symptom by where it is named: a question counts more than an answer.
TITLE, QUESTION, ANSWER = 1.0, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Derived(Rendered):
    """A rendered article with its symptoms, by slug with their weight, and causes."""

    symptoms: Mapping[str, tuple[RecognisedSymptom, float]]
    causes: tuple[ParsedCause, ...]


def derive(content: ParsedArticle) -> Derived:
    """Render an article, recognise its symptoms and read its causes."""
    return _derive(content.title, content.question, content.answer)


@lru_cache(8)
def _derive(title: str, question: str, answer: str) -> Derived:
    rendered = render(question=question, answer=answer)
    anchors = {heading["anchor"] for heading in rendered.outline}
    return Derived(
        question_html=rendered.question_html,
        answer_html=rendered.answer_html,
        text=rendered.text,
        outline=rendered.outline,
        symptoms=_symptoms(title, question, answer),
        causes=tuple(
            cause if cause.anchor in anchors else replace(cause, anchor="")
            for cause in read_causes(answer)
        ),
    )


def _symptoms(
    title: str, question: str, answer: str
) -> dict[str, tuple[RecognisedSymptom, float]]:
    """Return the symptoms by slug; the weights of all places they occur in add up."""
    found: dict[str, tuple[RecognisedSymptom, float]] = {}
    for text, factor in (
        (strip_routing_label(title), TITLE),
        (strip_routing_label(question), QUESTION),
        (answer, ANSWER),
    ):
        for symptom in recognise(text):
            known, weight = found.get(symptom.slug, (symptom, 0.0))
            found[symptom.slug] = (known, round(weight + symptom.weight * factor, 3))
    return found

"""Grouping: which open inquiry asks nearly the same."""

from __future__ import annotations

from answers.models import Inquiry, Product
from answers.symptoms import recognise
from answers.text.normalization import cut, one_line
from answers.text.similarity import similarity

LOOKED_AT = 300  # open groups, the latest first: bounds what an asker waits for
COMPARED = 160  # characters of a question
ALIKE = 0.6  # of their pairs of characters that two questions share
ALIKE_WITH_SYMPTOM = 0.35  # ... where both name the same symptoms


def lead_of(question: str, product: Product | None) -> Inquiry | None:
    """Return the open inquiry whose group this question belongs to, the nearest."""
    rows = Inquiry.objects.leads().open().filter(product=product)
    asked = _short(question)
    best, most = None, 0.0
    for row in rows.order_by("-updated_at")[:LOOKED_AT]:
        alike = similarity(asked, _short(row.question))
        if alike > most and says_the_same(question, row.question, alike):
            best, most = row, alike
    return best


def says_the_same(some: str, other: str, alike: float) -> bool:
    """Tell whether two questions ask nearly the same."""
    if alike >= ALIKE:
        return True
    if alike < ALIKE_WITH_SYMPTOM:
        return False
    shown = _symptoms(some)
    return bool(shown) and shown == _symptoms(other)


def _short(question: str) -> str:
    return cut(one_line(question), COMPARED)


def _symptoms(question: str) -> frozenset[str]:
    return frozenset(symptom.slug for symptom in recognise(question))

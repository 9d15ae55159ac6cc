"""Nearness: in which texts two symptoms stand side by side.

``403 (msg=token invalid)`` says that the one is a way the other shows; two symptoms
paragraphs apart may have nothing to do with one another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from answers.models import Article, Symptom

NEAR = 60  # characters between two beginnings


def wording_of(symptom: Symptom) -> re.Pattern[str]:
    """Return what finds a symptom in a text, however its words are put apart."""
    words = re.findall(r"\w+", symptom.value)
    return re.compile(r"\W{1,3}".join(map(re.escape, words)) or r"(?!)", re.IGNORECASE)


def stand_together(
    symptom: Symptom, others: Iterable[Symptom], articles: Collection[int]
) -> dict[int, set[int]]:
    """Return by the number of each other symptom the articles that name both nearby."""
    own = wording_of(symptom)
    patterns = {other.pk: wording_of(other) for other in others}
    beside: dict[int, set[int]] = {pk: set() for pk in patterns}
    if not patterns:
        return beside
    rows = Article.objects.filter(pk__in=articles, current__isnull=False)
    for pk, *parts in rows.values_list(
        "pk", "title", "current__question", "current__text"
    ):
        text = "\n".join(parts)
        places = _starts(own, text)
        for number, pattern in patterns.items():
            if places and _near(places, _starts(pattern, text)):
                beside[number].add(pk)
    return beside


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.start() for found in pattern.finditer(text)]


def _near(places: Collection[int], others: Collection[int]) -> bool:
    return any(abs(one - other) <= NEAR for one in places for other in others)

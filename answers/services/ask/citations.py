"""Citing: which articles carry an answer: its own, and such as would answer as well.

How often the further ones are relevant, ``evaluate --citations`` measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answers.models import Article
from answers.services.ask.clarify import Row
from answers.services.ask.passages import LENGTH, pick_passage
from answers.services.ask.result import Citation

MOST = 3  # articles of an answer
SURE = 0.65  # the page calls such an answer fairly sure
NEAR = 0.85  # of the best score
FURTHER_LENGTH = LENGTH // 2  # characters of a passage after the first


def carriers(rows: Sequence[Row], chances: Sequence[float]) -> list[Row]:
    """Return the rows that carry the answer, the first always.

    A further one does where it would be a fairly sure answer by itself, near in score
    to the first: an answer that is not sure of itself has no others behind it.
    """
    least = NEAR * rows[0][0].score
    further = [
        row
        for row, chance in zip(rows[1:MOST], chances[1:MOST], strict=False)
        if chance >= SURE and row[0].score >= least
    ]
    return [rows[0], *further]


def cite(rows: Sequence[Row], terms: Mapping[str, float]) -> tuple[Citation, ...]:
    """Return each article with its revision of now and what decides in it."""
    lengths = [LENGTH] + [FURTHER_LENGTH] * len(rows)
    return tuple(
        _cite(article, terms, length)
        for (_hit, article), length in zip(rows, lengths, strict=False)
    )


def _cite(article: Article, terms: Mapping[str, float], length: int) -> Citation:
    revision = article.current
    number = revision.number if revision else 0
    html, plain = (revision.answer_html, revision.text) if revision else ("", "")
    passage = pick_passage(html, terms, text=plain, length=length)
    return Citation(article, number, passage)

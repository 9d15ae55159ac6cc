"""How good a ranking is, by graded judgements: pure arithmetic.

Grades are 0 (useless), 1 (related) and 2 (answers the question). What nobody judged
counts as 0. Formulas: Järvelin and Kekäläinen 2002 for nDCG with gain 2^g - 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one ranking, each from 0 to 1, of its first ten places.

    ``mrr`` is 1 / rank of the first grade 2, ``recall`` the share of the relevant
    documents (ten at most), ``precision_1`` 1 where the first is relevant, ``answer_1``
    where its grade is 2, ``success_3`` where a grade 2 is among the first three.
    """

    ndcg: float = 0.0
    mrr: float = 0.0
    recall: float = 0.0
    precision_1: float = 0.0
    answer_1: float = 0.0
    success_3: float = 0.0


NAMES = tuple(field.name for field in fields(Scores))


def score(ranking: Sequence[str], grades: Mapping[str, int]) -> Scores:
    """Score a ranking of document ids against their grades."""
    top = [grades.get(document, 0) for document in ranking[:DEPTH]]
    relevant = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    ideal = _gain(relevant[:DEPTH])
    answers = [rank for rank, grade in enumerate(top, 1) if grade == 2]
    related = sum(grade > 0 for grade in top)
    return Scores(
        ndcg=_gain(top) / ideal if ideal else 0.0,
        mrr=1 / answers[0] if answers else 0.0,
        recall=related / min(DEPTH, len(relevant)) if relevant else 0.0,
        precision_1=float(bool(top) and top[0] > 0),
        answer_1=float(bool(top) and top[0] == 2),
        success_3=float(2 in top[:3]),
    )


def mean(scores: Sequence[Scores]) -> Scores:
    """Return the mean over questions; all zero for none."""
    if not scores:
        return Scores()
    columns = zip(*map(astuple, scores), strict=True)
    return Scores(*(sum(column) / len(scores) for column in columns))


def _gain(grades: Sequence[int]) -> float:
    return sum(
        ((1 << grade) - 1) / math.log2(at + 2) for at, grade in enumerate(grades)
    )

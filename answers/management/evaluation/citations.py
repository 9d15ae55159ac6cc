"""How often the articles that an answer cites are relevant, by their place in it.

Questions are asked without leaving inquiries or events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from answers.services.ask import question_answer
from answers.services.search import Question


class JudgedCitation(NamedTuple):
    """An article that an answer cites, with its place from 1 and its grade, 0 to 2."""

    kind: str
    place: int
    grade: int


def ask_all(
    questions: Sequence[tuple[str, str]], grades: Sequence[Mapping[str, int]]
) -> list[JudgedCitation]:
    """Return all citations of the answers to ``questions``, pairs of kind and text.

    ``grades`` are by article key, for each question; a missing one counts as 0.
    """
    return [
        JudgedCitation(kind, place, grade.get(cited.article.key, 0))
        for (kind, text), grade in zip(questions, grades, strict=True)
        for place, cited in enumerate(
            question_answer(question=Question(text), viewer=AnonymousUser()).citations,
            1,
        )
    ]


def report(found: Sequence[JudgedCitation]) -> Iterator[str]:
    """Yield a table by place, then of the further citations by kind of question."""
    yield f"{'':18}{'n':>4}{'relevant':>10}{'answers':>9}"
    groups: dict[str, list[int]] = defaultdict(list)
    for place in sorted({one.place for one in found}):
        groups[f"citation {place}"] = [o.grade for o in found if o.place == place]
    for one in found:
        if one.place > 1:
            groups[f"further, {one.kind}"].append(one.grade)
            groups["further, ALL"].append(one.grade)
    for name, grades in groups.items():
        relevant = sum(grade >= 1 for grade in grades) / len(grades)
        answers = sum(grade == 2 for grade in grades) / len(grades)
        yield f"{name:18}{len(grades):4}{relevant:10.2f}{answers:9.2f}"

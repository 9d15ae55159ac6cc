"""Calibrating: ask judged questions, and see whether the confidence comes true.

Leaves neither inquiries nor events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from answers.management.evaluation.calibration_curve import (
    Case,
    bins,
    brier,
    calibration_error,
    cross_validate,
    fit,
)
from answers.services.ask import (
    UNKNOWN_BELOW,
    AskResult,
    Features,
    question_answer,
)
from answers.services.search import Question

NO_ANSWER = "noanswer"
KNOWN, FOREIGN = "known-item", "foreign"
# What a question counts in the fit. Of a known item only one article counts as right,
# though others may answer; a foreign question was made up, not asked.
WEIGHTS = {KNOWN: 0.3, FOREIGN: 0.35}
PENALTY = 0.3  # .1 and 1 do the same, 3 flattens the curve

HEAD = "Coefficients of the confidence; ``manage.py evaluate --fit`` wrote this file."


class Asked(NamedTuple):
    """A judged question: ``answers`` are the keys that would be right."""

    kind: str
    text: str
    answers: frozenset[str] = frozenset()


class Judged(NamedTuple):
    """What was said to a judged question."""

    kind: str
    result: AskResult
    right: bool

    def case(self) -> Case:
        """Return it as the fit sees it."""
        features = self.result.features or Features(0.0, 0.0, 1.0, 0.0)
        weight = WEIGHTS.get(self.kind, 1.0)
        return Case(self.kind, astuple(features), self.right, weight)


def judge(questions: Sequence[Asked]) -> list[Judged]:
    """Ask every question as an anonymous reader would."""
    judged = []
    for asked in questions:
        result = question_answer(question=Question(asked.text), viewer=AnonymousUser())
        judged.append(Judged(asked.kind, result, _first(result) in asked.answers))
    return judged


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield the reliability table, with what is live and by five-fold fits."""
    stated = [one.result.confidence for one in judged]
    yield from _table("as it is", judged, stated)
    cases = [one.case() for one in judged]
    yield from _table("five folds", judged, cross_validate(cases, PENALTY))


def fitted(judged: Sequence[Judged]) -> str:
    """Return the module of coefficients that these questions give."""
    found = fit([one.case() for one in judged], PENALTY)
    names = ["BASE", *(field.name.upper() for field in fields(Features))]
    pairs = zip(names, found, strict=True)
    return f'"""{HEAD}"""\n\n' + "".join(
        f"{name} = {value:.2f}\n" for name, value in pairs
    )


def _first(result: AskResult) -> str:
    if result.best:
        return result.best.article.key
    return result.alternatives[0].article.key if result.alternatives else ""


def _table(
    name: str, judged: Sequence[Judged], stated: Sequence[float]
) -> Iterator[str]:
    made_up = (KNOWN, FOREIGN)
    topics = [at for at, one in enumerate(judged) if one.kind not in made_up]
    groups: Mapping[str, list[int]] = {
        "topics": topics,
        "all": list(range(len(judged))),
    }
    for group, places in groups.items():
        if group == "all" and len(places) == len(topics):
            continue
        chances = [stated[at] for at in places]
        right = [judged[at].right for at in places]
        yield f"confidence, {name}, {group} ({len(places)})"
        yield f"{'':10}{'n':>5}{'stated':>9}{'right':>9}"
        for one in bins(chances, right):
            span = f"{one.low:.1f} to {one.high:.1f}"
            yield f"{span:10}{one.size:5}{one.stated:9.2f}{one.right:9.2f}"
        gap = calibration_error(chances, right)
        yield f"Brier {brier(chances, right):.4f}, calibration error {gap:.4f}"
    yield "unknown: " + ", ".join(_refused(judged, stated))


def _refused(judged: Sequence[Judged], stated: Sequence[float]) -> Iterator[str]:
    """Say how many of each kind would be refused, the topics with an answer as one."""
    counts: dict[str, list[int]] = {}
    for one, chance in zip(judged, stated, strict=True):
        special = one.kind in (NO_ANSWER, KNOWN, FOREIGN)
        count = counts.setdefault(one.kind if special else "answerable", [0, 0])
        count[0] += chance < UNKNOWN_BELOW
        count[1] += 1
    for kind, (refused, total) in counts.items():
        yield f"{kind} {refused}/{total}"

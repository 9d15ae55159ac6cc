"""Whether the confidence of answers comes true, and the coefficients that make it so.

Judged questions are asked without leaving inquiries or events. The arithmetic is pure:
the Brier score (Brier 1950); the expected calibration error, the mean gap of the bins,
weighted by their size; a logistic regression with a ridge penalty (Hoerl and Kennard
1970), found by Newton's method.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from typing import NamedTuple, TypeAlias

import numpy as np
from django.contrib.auth.models import AnonymousUser

from answers.services.ask import (
    UNKNOWN_BELOW,
    AskResult,
    Features,
    question_answer,
)
from answers.services.search import Question

NO_ANSWER = "noanswer"
KNOWN, FOREIGN = "known-item", "foreign"
# The weight of a question in the fit. Of a known item only one article counts as right,
# though others may answer; foreign questions were made up.
WEIGHTS = {KNOWN: 0.3, FOREIGN: 0.35}
PENALTY = 0.3  # .1 and 1 do the same, 3 flattens the curve

HEAD = "Coefficients of the confidence; ``manage.py evaluate --fit`` wrote this file."

BINS = 5
FOLDS = 5
STEPS = 50  # Newton's method converges within ten; a bound all the same

Floats: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"


class JudgedQuestion(NamedTuple):
    """A question with the keys of the articles that would be right."""

    kind: str
    text: str
    answers: frozenset[str] = frozenset()


class Case(NamedTuple):
    """One judged question: its features, whether it came out right, what it counts."""

    kind: str
    features: tuple[float, ...]
    right: bool
    weight: float = 1.0


class Bin(NamedTuple):
    """What was stated between two confidences, and how much of it was right."""

    low: float
    high: float
    size: int
    stated: float
    right: float


class Outcome(NamedTuple):
    """The answer to a judged question, and whether it was right."""

    kind: str
    result: AskResult
    right: bool

    def case(self) -> Case:
        """Return it as the fit takes it."""
        features = self.result.features or Features(0.0, 0.0, 1.0, 0.0)
        weight = WEIGHTS.get(self.kind, 1.0)
        return Case(self.kind, astuple(features), self.right, weight)


def ask_all(questions: Sequence[JudgedQuestion]) -> list[Outcome]:
    """Return the answer to every question, as an anonymous reader gets it."""
    outcomes = []
    for row in questions:
        result = question_answer(question=Question(row.text), viewer=AnonymousUser())
        outcomes.append(Outcome(row.kind, result, _first(result) in row.answers))
    return outcomes


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield reliability tables: of the confidence in use, and of five-fold fits."""
    stated = [one.result.confidence for one in outcomes]
    yield from _table("as it is", outcomes, stated)
    cases = [one.case() for one in outcomes]
    yield from _table("five folds", outcomes, cross_validate(cases, PENALTY))


def coefficients_module(outcomes: Sequence[Outcome]) -> str:
    """Return the source of a module with the coefficients fitted to these answers."""
    found = fit([one.case() for one in outcomes], PENALTY)
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
    name: str, outcomes: Sequence[Outcome], stated: Sequence[float]
) -> Iterator[str]:
    made_up = (KNOWN, FOREIGN)
    topics = [at for at, one in enumerate(outcomes) if one.kind not in made_up]
    groups: Mapping[str, list[int]] = {
        "topics": topics,
        "all": list(range(len(outcomes))),
    }
    for group, places in groups.items():
        if group == "all" and len(places) == len(topics):
            continue
        chances = [stated[at] for at in places]
        right = [outcomes[at].right for at in places]
        yield f"confidence, {name}, {group} ({len(places)})"
        yield f"{'':10}{'n':>5}{'stated':>9}{'right':>9}"
        for one in bins(chances, right):
            span = f"{one.low:.1f} to {one.high:.1f}"
            yield f"{span:10}{one.size:5}{one.stated:9.2f}{one.right:9.2f}"
        gap = calibration_error(chances, right)
        yield f"Brier {brier(chances, right):.4f}, calibration error {gap:.4f}"
    yield "unknown: " + ", ".join(_refused(outcomes, stated))


def _refused(outcomes: Sequence[Outcome], stated: Sequence[float]) -> Iterator[str]:
    """Yield how many of each kind would be refused; answerable topics are one kind."""
    counts: dict[str, list[int]] = {}
    for one, chance in zip(outcomes, stated, strict=True):
        special = one.kind in (NO_ANSWER, KNOWN, FOREIGN)
        count = counts.setdefault(one.kind if special else "answerable", [0, 0])
        count[0] += chance < UNKNOWN_BELOW
        count[1] += 1
    for kind, (refused, total) in counts.items():
        yield f"{kind} {refused}/{total}"


def bins(stated: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Return the reliability table; bins without anything are left out."""
    table = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [
            (chance, came)
            for chance, came in zip(stated, right, strict=True)
            if low <= chance < high or (chance == 1 and high == 1)
        ]
        if inside:
            size = len(inside)
            mean = sum(chance for chance, _ in inside) / size
            share = sum(came for _, came in inside) / size
            table.append(Bin(low, high, size, mean, share))
    return table


def brier(stated: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean squared error: 0 is perfect, always saying one half gives .25."""
    gaps = [(p - came) ** 2 for p, came in zip(stated, right, strict=True)]
    return sum(gaps) / max(len(gaps), 1)


def calibration_error(stated: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean gap between stated and right, each bin by its size."""
    table = bins(stated, right)
    total = sum(one.size for one in table)
    return sum(b.size * abs(b.stated - b.right) for b in table) / max(total, 1)


def fit(cases: Sequence[Case], penalty: float) -> list[float]:
    """Return the base and the coefficient of each feature."""
    features = np.array([case.features for case in cases], np.float64)
    design = np.column_stack([np.ones(len(cases)), features])
    right = np.array([case.right for case in cases], np.float64)
    weight = np.array([case.weight for case in cases], np.float64)
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 1e-6  # the base is free
    found = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = _curve(design @ found)
        slope = design.T @ (weight * (chance - right)) + ridge * found
        bend = design.T * (weight * chance * (1 - chance) + 1e-9)
        step = np.linalg.solve(bend @ design + np.diag(ridge), slope)
        found -= step
        if float(np.abs(step).max()) < 1e-9:
            break
    return [float(value) for value in found]


def predict(coefficients: Sequence[float], features: Sequence[float]) -> float:
    """Return the confidence that fitted coefficients give these features."""
    base, *rest = coefficients
    odds = base + sum(w * x for w, x in zip(rest, features, strict=True))
    return float(_curve(np.array([odds]))[0])


def cross_validate(cases: Sequence[Case], penalty: float) -> list[float]:
    """Return for each case what is stated by a fit that has not seen it.

    Each kind of question is spread evenly over the folds.
    """
    seen: dict[str, int] = {}
    folds = []
    for case in cases:
        folds.append(seen.get(case.kind, 0) % FOLDS)
        seen[case.kind] = seen.get(case.kind, 0) + 1
    stated = [0.0] * len(cases)
    for fold in range(FOLDS):
        others = [c for c, own in zip(cases, folds, strict=True) if own != fold]
        if not others:
            continue
        coefficients = fit(others, penalty)
        for at, own in enumerate(folds):
            if own == fold:
                stated[at] = predict(coefficients, cases[at].features)
    return stated


def _curve(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))

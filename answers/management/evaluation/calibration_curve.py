"""Calibration: whether a stated confidence comes true, and the curve that makes it so.

Pure arithmetic. Brier 1950 for the score; the expected calibration error is the mean
gap of the bins, by their size; the curve is a logistic regression with a ridge penalty
(Hoerl and Kennard 1970), found by Newton's method.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

BINS = 5
FOLDS = 5
STEPS = 50  # Newton's method converges within ten; a bound all the same

Floats: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"


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

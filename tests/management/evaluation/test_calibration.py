"""Calibration: stated against right, and a curve that makes them meet."""

import pytest

from answers.management.evaluation.calibration import (
    Case,
    bins,
    brier,
    calibration_error,
    cross_validate,
    fit,
    predict,
)


def test_the_table_says_how_often_what_was_stated_was_right():
    table = bins([0.1, 0.3, 0.25, 1.0, 0.9], [False, True, False, True, True])
    assert [(b.low, b.size, b.right) for b in table] == [
        (0.0, 1, 0.0),
        (0.2, 2, 0.5),
        (0.8, 2, 1.0),
    ]
    assert table[2].stated == pytest.approx(0.95)


def test_errors_are_nothing_where_all_comes_true():
    assert brier([1.0, 0.0], [True, False]) == 0
    assert calibration_error([1.0, 0.0], [True, False]) == 0
    assert brier([0.5, 0.5], [True, False]) == 0.25
    assert calibration_error([0.9, 0.9], [True, False]) == pytest.approx(0.4)
    assert (brier([], []), calibration_error([], [])) == (0, 0)


def test_a_fit_finds_the_shares_it_was_shown():
    cases = [Case("a", (x,), right) for x, right in SHARES]
    found = fit(cases, 1e-6)
    assert predict(found, (1.0,)) == pytest.approx(0.8, abs=0.001)
    assert predict(found, (0.0,)) == pytest.approx(0.3, abs=0.001)


def test_a_weight_counts_as_so_many_cases():
    twice = fit([Case("a", (1.0,), True, 2.0), Case("a", (1.0,), False)], 1e-6)
    plain = fit([Case("a", (1.0,), r) for r in (True, True, False)], 1e-6)
    assert predict(twice, (1.0,)) == pytest.approx(predict(plain, (1.0,)), abs=1e-6)


def test_what_is_stated_of_a_case_does_not_come_from_it():
    cases = [Case("a", (float(n == 0),), n == 0) for n in range(10)]
    assert predict(fit(cases, 0.1), (1.0,)) > 0.5
    assert cross_validate(cases, 0.1)[0] < 0.2
    assert cross_validate([], 0.1) == []
    assert cross_validate(cases[:1], 0.1) == [0.0]


SHARES = [(1.0, n < 8) for n in range(10)] + [(0.0, n < 3) for n in range(10)]

import pytest

from answers.lib.vote_weights import vote_factor, wilson_bound


def test_many_votes_are_surer_than_few():
    assert wilson_bound(0, 0) == 0.0
    assert wilson_bound(1, 0) < wilson_bound(10, 0) < wilson_bound(100, 0) < 1
    assert wilson_bound(90, 10) == pytest.approx(0.8256, abs=1e-4)
    assert wilson_bound(0, 5) == 0.0


def test_no_vote_is_neutral_and_votes_move_it():
    assert vote_factor(0, 0) == 1.0
    assert vote_factor(0, 10) < vote_factor(0, 1) < 1 < vote_factor(1, 0)
    assert vote_factor(0, 1000) > 0.5

import pytest

from answers.lib.vote_weights import vote_factor, wilson_bound
from answers.text.similarity import similarity


def test_many_votes_are_surer_than_few():
    assert wilson_bound(0, 0) == 0.0
    assert wilson_bound(1, 0) < wilson_bound(10, 0) < wilson_bound(100, 0) < 1
    assert wilson_bound(90, 10) == pytest.approx(0.8256, abs=1e-4)
    assert wilson_bound(0, 5) == 0.0


def test_no_vote_is_neutral_and_votes_move_it():
    assert vote_factor(0, 0) == 1.0
    assert vote_factor(0, 10) < vote_factor(0, 1) < 1 < vote_factor(1, 0)
    assert vote_factor(0, 1000) > 0.5


@pytest.mark.parametrize(
    ("some", "other", "alike"),
    [
        ("Token 过期", "token过期", True),
        ("集群节点密钥不一致", "集群节点的密钥不一致", True),
        ("网络问题", "权限问题", False),
        ("网络问题", "", False),
        ("甲", "甲", True),
    ],
)
def test_titles_are_alike_by_their_characters(some, other, alike):
    assert (similarity(some, other) >= 0.6) is alike

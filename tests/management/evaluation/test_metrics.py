import math

import pytest

from answers.management.evaluation.metrics import Scores, mean, score

GRADES = {"a": 2, "b": 1, "c": 0, "e": 2}


def test_a_ranking_worked_out_by_hand():
    found = score(["c", "a", "x", "b"], GRADES)
    gain = 3 / math.log2(3) + 1 / math.log2(5)
    ideal = 3 + 3 / math.log2(3) + 1 / 2
    assert found.ndcg == pytest.approx(gain / ideal)
    assert (found.mrr, found.precision_1, found.answer_1) == (0.5, 0, 0)
    assert found.recall == pytest.approx(2 / 3)
    assert found.success_3 == 1


@pytest.mark.parametrize(
    ("ranking", "ndcg", "mrr", "success"),
    [
        (["a", "e", "b"], 1, 1, 1),
        ([], 0, 0, 0),
        (["z"] * 10 + ["a"], 0, 0, 0),
        (["b", "x", "c", "a"], None, 0.25, 0),
    ],
)
def test_ends_of_the_scale(ranking, ndcg, mrr, success):
    found = score(ranking, GRADES)
    assert ndcg is None or found.ndcg == pytest.approx(ndcg)
    assert (found.mrr, found.success_3) == (mrr, success)


def test_recall_is_of_ten_at_most():
    grades = {f"d{number}": 1 for number in range(20)}
    assert score([f"d{number}" for number in range(10)], grades).recall == 1


def test_the_mean_is_by_question():
    assert mean([Scores(ndcg=1.0), Scores(ndcg=0.5)]).ndcg == 0.75
    assert mean([]) == Scores()

from __future__ import annotations

import math
import random
from collections import Counter

import numpy as np
import pytest

from answers.index import ranking, scoring
from answers.index.documents import HEAD, head_terms, term_weights
from answers.index.types import Query
from tests.index.conftest import make_document

WORDS = [f"q{a}{b}" for a in "abcdefgh" for b in "pqrstuvw"][:60]


def naive_bm25(weights: dict[int, dict[str, float]], terms, k1, b) -> dict:
    """BM25 as the books have it, one document and one term at a time."""
    average = sum(sum(w.values()) for w in weights.values()) / len(weights)
    scores: Counter[int] = Counter()
    for term in terms:
        found = sum(term in w for w in weights.values())
        idf = math.log(1 + (len(weights) - found + 0.5) / (found + 0.5))
        for pk, document in weights.items():
            if tf := document.get(term, 0.0):
                length = 1 - b + b * sum(document.values()) / average
                scores[pk] += idf * tf * (k1 + 1) / (tf + k1 * length)
    return dict(scores)


@pytest.mark.parametrize("seed", range(4))
def test_scores_equal_a_naive_bm25_of_text_and_head(engine, seed, monkeypatch):
    monkeypatch.setattr(ranking, "NEIGHBOUR_SHARE", 0.0)
    monkeypatch.setattr(ranking, "FLOOR", 0.0)
    chance = random.Random(seed)  # noqa: S311
    # Few words are frequent and most are rare, so both kinds of rows take part.
    some = [
        make_document(
            pk,
            " ".join(chance.choices(WORDS[: 4 if pk % 2 else 60], k=5)),
            answer=" ".join(chance.choices(WORDS, k=chance.randint(1, 40))),
        )
        for pk in range(1, 81)
    ]
    engine.rebuild(some)
    terms = [*chance.sample(WORDS, 8), "unknown1"]
    body = naive_bm25(
        {d.pk: term_weights(d) for d in some}, terms, scoring.K1, scoring.B
    )
    marked = [HEAD + term for term in terms]
    head = naive_bm25(
        {d.pk: head_terms(d) for d in some}, marked, scoring.HEAD_K1, scoring.HEAD_B
    )
    expected = {
        pk: score / max(body.values())
        + ranking.HEAD_SHARE * head.get(pk, 0.0) / max(head.values())
        for pk, score in body.items()
    }
    results = engine.search(Query(" ".join(terms), limit=100))
    assert {hit.pk: hit.score for hit in results.hits} == pytest.approx(expected, 1e-4)
    assert results.total == len(expected)


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 6, 7, 8, 20])
def test_the_best_are_the_head_of_the_whole_order(count):
    scores = np.array([1, 0, 3, 2, 2, 2, 0, 5], np.float32)
    whole = [7, 2, 3, 4, 5, 0]
    assert scoring.best(scores, np.flatnonzero(scores), count).tolist() == whole[:count]


def test_equal_scores_come_newest_first(engine, make):
    engine.rebuild(make(pk, "same") for pk in (5, 9, 1, 7))
    hits = engine.search(Query("same", limit=3)).hits
    assert [hit.pk for hit in hits] == [9, 7, 5]


def test_matches_are_found_in_full_and_in_sparse_rows():
    norms = np.ones(100, np.float32)
    often = scoring.make_impacts(np.arange(50), np.ones(50, np.float32), norms, 2.0)
    rare = scoring.make_impacts(np.array([3, 60]), np.ones(2, np.float32), norms, 2.0)
    assert often.row is not None
    assert rare.row is None
    found = scoring.matched([often, rare], np.array([60, 3, 99]), 100)
    assert found.tolist() == [[False, True, False], [True, True, False]]


def test_a_weight_multiplies_what_a_term_adds():
    norms = np.ones(100, np.float32)
    often = scoring.make_impacts(np.arange(50), np.ones(50, np.float32), norms, 2.0)
    rare = scoring.make_impacts(np.array([3]), np.ones(1, np.float32), norms, 2.0)
    once = scoring.add_up([(often, 1.0), (rare, 1.0)], 100)
    half = scoring.add_up([(often, 0.5), (rare, 0.5)], 100)
    assert half == pytest.approx(once / 2)


def test_what_shows_the_symptoms_of_the_question_rises(engine, make):
    same = [make(pk, "login fails") for pk in (1, 2, 3)]
    shows = make(2, "login fails", symptoms=(("403", 1.0), ("port-8848", 0.4)))
    engine.rebuild([same[0], shows, same[2]])
    plain = engine.search(Query("login fails")).hits
    told = engine.search(Query("login fails", symptoms=(("403", 0.9),))).hits
    assert [hit.pk for hit in plain] == [3, 2, 1]
    assert [hit.pk for hit in told] == [2, 3, 1]
    gain = told[0].score - next(hit.score for hit in plain if hit.pk == 2)
    assert gain == pytest.approx(ranking.SYMPTOM_SHARE)


def test_a_symptom_that_no_article_shows_changes_nothing(engine, make):
    engine.rebuild([make(1, "login fails", symptoms=(("403", 1.0),)), make(2, "login")])
    plain = engine.search(Query("login fails"))
    assert engine.search(Query("login fails", symptoms=(("401", 0.9),))) == plain


def test_marked_terms_are_no_words_of_the_index(engine, make):
    engine.rebuild([make(1, "login", symptoms=(("login-fails", 1.0),))])
    assert engine.vocabulary("", 10) == [("login", 1)]
    assert engine.search(Query("login-fails")).hits[0].matched == ("login",)


def test_a_vote_factor_decides_between_equals_and_is_a_factor(engine, make):
    engine.rebuild(make(pk, "login fails") for pk in (1, 2, 3))
    hits = engine.search(Query("login fails", vote_factors={1: 1.1, 3: 0.9})).hits
    assert [hit.pk for hit in hits] == [1, 2, 3]
    assert hits[0].score / hits[2].score == pytest.approx(1.1 / 0.9, 1e-4)

from __future__ import annotations

import functools
import operator
import random

import pytest

from answers.index import facets, ranking
from answers.index.types import Query
from tests.index.conftest import make_document, pks


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [3, 2, 1]),
        ({"product": "nacos"}, [2, 1]),
        ({"product": "nacos", "category": "auth"}, [1]),
        ({"tags": ("login",)}, [2, 1]),
        ({"tags": ("login", "403")}, [1]),
        ({"tags": ("nowhere",)}, []),
        ({"product": "nowhere"}, []),
        ({"internal": True}, [4, 3, 2, 1]),
        ({"exclude": 2}, [3, 1]),
        ({"product": "arthas", "exclude": 3}, []),
    ],
    ids=str,
)
def test_filters_let_through_what_they_name(library, query, found):
    results = library.search(Query("登录", **query))
    assert sorted(pks(results), reverse=True) == found
    assert results.total == len(found)


def test_facets_count_all_matches_not_only_the_page(library):
    results = library.search(Query("登录", limit=1))
    assert results.facets == {
        "product": {"nacos": 2, "arthas": 1},
        "category": {"auth": 1, "console": 1},
        "tag": {"login": 2, "403": 1},
        "symptom": {},
        "date": {"1970": 3},
    }


def test_facets_do_not_tell_of_internal_documents(library):
    counts = [
        library.search(Query("登录", internal=internal)).facets["product"]["nacos"]
        for internal in (False, True)
    ]
    assert counts == [2, 3]


def test_facets_are_left_out_when_nobody_wants_them(library):
    assert library.search(Query("登录", facets=False)).facets == {}


def test_facets_name_the_most_frequent_values_only(engine, make, monkeypatch):
    monkeypatch.setattr(facets, "MAX_VALUES", 2)
    tags = [("a", "b"), ("b", "c"), ("c", "b", "b")]
    engine.rebuild(make(pk, "x", tag_slugs=t) for pk, t in enumerate(tags, 1))
    assert engine.search(Query("x")).facets["tag"] == {"b": 3, "c": 2}


def test_sorted_by_date_the_youngest_match_comes_first(library):
    assert pks(library.search(Query("登录", sort="date"))) == [2, 3, 1]


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_together_are_the_whole_list(library, sort):
    whole = pks(library.search(Query("登录", limit=10, sort=sort)))
    pages = [
        pks(library.search(Query("登录", limit=1, offset=n, sort=sort)))
        for n in range(4)
    ]
    assert functools.reduce(operator.iadd, pages, []) == whole


def test_a_hit_says_which_words_it_holds_the_rarest_first(library):
    (hit,) = library.search(Query("登录 403", limit=1)).hits
    assert hit.matched == ("403", "登录")


def test_results_say_how_the_query_was_read(library):
    results = library.search(Query("怎么登录 zzz"))
    assert results.terms == ("登录", "zzz")
    assert list(results.weights) == ["登录"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "???", "zzz", "\ud800\x00", "-" * 9999, "title:", "(((", "~2^", "[a TO"],
)
def test_nothing_typed_raises(library, text):
    assert library.search(Query(text)).total == 0


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (10, 99), (10**6, 0)])
def test_any_page_may_be_asked_for(library, limit, offset):
    results = library.search(Query("登录", limit=limit, offset=offset))
    assert results.total == 3
    assert len(results.hits) == (3 if limit > 10 else 0)


def test_an_index_of_nothing_finds_nothing(engine):
    assert engine.rebuild([]) == 0
    assert engine.search(Query("x")).total == 0
    assert engine.contents() == {}


def test_the_vocabulary_is_words_by_frequency(library):
    assert library.vocabulary("登", 5) == [("登录", 4)]
    assert library.vocabulary("acc", 5) == [("access", 1), ("accesstoken", 1)]
    assert library.vocabulary("", 1) == [("登录", 4)]
    assert library.vocabulary("", 0) == []


def test_the_vocabulary_does_not_tell_of_internal_or_gone_documents(library):
    assert library.vocabulary("内部", 5) == []
    library.write([], gone=[3])
    assert library.vocabulary("arthas", 5) == []


@pytest.mark.parametrize("seed", range(3))
def test_after_any_updates_results_equal_those_of_a_rebuilt_index(
    engine, url, tmp_path, seed, monkeypatch
):
    # How near two documents are depends on all others: that is exact after a rebuild.
    monkeypatch.setattr(ranking, "NEIGHBOUR_SHARE", 0.0)
    chance = random.Random(seed)  # noqa: S311
    kept = {pk: _random_document(chance, pk) for pk in range(1, 40)}
    engine.rebuild(kept.values())
    for _ in range(12):
        changed = [
            _random_document(chance, pk) for pk in chance.sample(range(1, 60), 3)
        ]
        gone = chance.sample(sorted(kept.keys() - {d.pk for d in changed}), 2)
        engine.write(changed, gone)
        for pk in gone:
            kept.pop(pk, None)
        kept |= {document.pk: document for document in changed}
    fresh = type(engine)(f"whoosh://{tmp_path}/fresh")
    fresh.rebuild(kept.values())
    assert engine.contents() == fresh.contents()
    for words in ("a", "b c", "d e f", "g"):
        query = Query(words, limit=100)
        assert engine.search(query) == fresh.search(query)


def _random_document(chance: random.Random, pk: int):
    words = " ".join(chance.choices("abcdefgh", k=chance.randint(1, 9)))
    tags = tuple(sorted(chance.sample("xyz", chance.randint(0, 2))))
    return make_document(
        pk,
        words,
        answer=words * chance.randint(1, 3),
        revision=chance.randint(1, 9),
        tag_slugs=tags,
        internal=chance.random() < 0.2,
    )

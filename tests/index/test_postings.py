from __future__ import annotations

import random

import numpy as np
import pytest

from answers.index import postings, schema
from answers.index.postings import LRU, SegmentFile, slow_postings
from answers.index.types import Query
from answers.lib.errors import IndexUnavailableError


def test_the_cache_forgets_what_was_used_longest_ago():
    cache: LRU[str] = LRU(10)
    for key in "abc":
        cache.put(key, key.upper(), 4)
        cache.get("a")
    assert [cache.get(key) for key in "abc"] == ["A", None, "C"]


@pytest.mark.parametrize("seed", range(3))
def test_the_cache_never_holds_more_than_its_bytes(seed):
    chance, cache = random.Random(seed), LRU[int](1000)  # noqa: S311
    for _ in range(500):
        cache.put(chance.randrange(50), 0, chance.randrange(1200))
        assert cache.size <= 1000
    assert cache.size == sum(size for _, size in cache._items.values())


def test_what_is_larger_than_the_cache_is_not_kept():
    cache: LRU[str] = LRU(10)
    cache.put("a", "A", 11)
    assert (len(cache), cache.size) == (0, 0)


@pytest.fixture
def segment(engine, make, monkeypatch) -> SegmentFile:
    monkeypatch.setattr(schema, "BLOCK_POSTINGS", 16)  # several blocks a term
    engine.rebuild(
        make(pk, "all " + "often " * (pk % 3) + ("rare" if pk == 33 else ""))
        for pk in range(1, 101)
    )
    (segment,) = engine._states.latest().segments
    return segment.file


@pytest.mark.parametrize(("term", "count"), [("all", 100), ("often", 67), ("rare", 1)])
def test_both_ways_of_decoding_give_the_same(segment, term, count):
    fast, slow = segment.postings(term), slow_postings(segment.reader, term.encode())
    assert fast is not None
    assert len(fast[0]) == count
    assert all(np.array_equal(a, b) for a, b in zip(fast, slow, strict=True))


def test_decoding_falls_back_to_what_whoosh_promises(segment, monkeypatch):
    expected = segment.postings("often")
    monkeypatch.setattr(postings, "_decode", _without_private_methods)
    found = segment.postings("often")
    assert np.array_equal(found[0], expected[0])


def _without_private_methods(raw, format_):
    raise AttributeError


def test_an_unknown_term_has_no_postings(segment):
    assert segment.postings("unknown") is None


def test_a_small_cache_changes_no_result(url, make):
    from answers.index.backends.whoosh.engine import WhooshEngine

    small, large = WhooshEngine(url, 2000), WhooshEngine(url)
    large.rebuild(make(pk, f"a{pk % 7} b{pk % 11} c") for pk in range(1, 200))
    for words in ("a1 b2 c", "c", "a3 a4 a5 b1", "a1 b2 c"):
        assert small.search(Query(words)) == large.search(Query(words))
    assert small._states._raw.size <= 2000
    assert small._states.latest()._impacts.size <= 2000


def test_postings_cut_short_are_an_unavailable_index(engine, make, monkeypatch):
    engine.rebuild([make(1, "token")])
    monkeypatch.setattr(
        postings, "_posting_bytes", lambda reader, key: b"\x00\x01 no postings"
    )
    with pytest.raises(IndexUnavailableError):
        engine.search(Query("token"))

import numpy as np

from answers.index.neighbours import (
    COUNT,
    FILE,
    Signatures,
    load_neighbours,
    make_neighbours,
    no_neighbours,
)
from answers.index.types import Query

TEXTS = {
    1: "token expired login",
    2: "token expired refresh",
    3: "disk full cleanup",
    4: "disk quota cleanup",
}


def signatures(texts):
    made = Signatures()
    for pk, text in texts.items():
        made.add(pk, dict.fromkeys(text.split(), 1.0))
    return made


def near(kept, pk):
    (row,) = np.flatnonzero(kept.pks == pk)
    return [int(other) for other in kept.near[row] if other]


def test_neighbours_say_the_same():
    kept = make_neighbours(signatures(TEXTS))
    assert [near(kept, pk) for pk in TEXTS] == [[2], [1], [4], [3]]
    assert np.allclose(kept.shares.sum(axis=1), 1)


def test_a_new_document_is_told_to_its_neighbours():
    kept = make_neighbours(signatures(TEXTS)).updated(
        signatures({5: "disk cleanup cron"}), np.array([5])
    )
    assert set(near(kept, 5)) == {3, 4}
    assert 5 in near(kept, 3)


def test_who_loses_a_neighbour_looks_around_again():
    kept = make_neighbours(signatures(TEXTS)).updated(signatures({}), np.array([2]))
    assert near(kept, 1) == []
    assert 2 not in kept.pks
    changed = make_neighbours(signatures(TEXTS)).updated(
        signatures({2: "disk cleanup now"}), np.array([2])
    )
    assert near(changed, 1) == []
    assert set(near(changed, 2)) == {3, 4}


def test_what_is_saved_is_loaded(tmp_path):
    kept = make_neighbours(signatures(TEXTS))
    kept.save(tmp_path)
    loaded = load_neighbours(tmp_path)
    assert near(loaded, 1) == [2]
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_missing_or_broken_file_is_no_neighbours(tmp_path):
    assert len(load_neighbours(tmp_path).pks) == 0
    (tmp_path / FILE).write_bytes(b"garbage")
    assert len(load_neighbours(tmp_path).pks) == 0


def test_nothing_has_no_neighbours():
    assert len(make_neighbours(Signatures()).pks) == 0
    assert len(no_neighbours().updated(Signatures(), np.array([1])).pks) == 0


def test_the_engine_knows_what_is_related(engine, make):
    engine.rebuild(make(pk, text) for pk, text in TEXTS.items())
    assert engine.related(1, 5) == [2]
    assert engine.related(99, 5) == []
    engine.write([make(5, "token expired login again")])
    assert 5 in engine.related(1, 5)
    engine.write([], [2, 5])
    assert engine.related(1, 5) == []


def test_neighbours_of_good_hits_rise(engine, make):
    engine.rebuild(
        [
            make(1, "alpha beta", answer="gamma delta epsilon"),
            make(2, "alpha", answer="gamma delta epsilon"),
            make(3, "alpha", answer="something else entirely"),
            *(
                make(pk, f"filler{pk}", answer=f"word{pk} text{pk}")
                for pk in range(4, 30)
            ),
        ]
    )
    hits = [hit.pk for hit in engine.search(Query("alpha beta")).hits]
    assert hits.index(2) < hits.index(3)


def test_coverage_can_be_compared_between_questions(engine, make):
    engine.rebuild([make(1, "token invalid"), make(2, "disk full"), make(3, "x")])
    (full, *_) = engine.search(Query("token invalid")).hits
    (half, *_) = engine.search(Query("token unknown1 unknown2")).hits
    assert 0 < half.coverage <= 1
    assert full.coverage > 0


def test_what_changes_finds_the_same_neighbours_as_a_build():
    texts = {
        pk: f"common{pk % 3} word{pk % 37} word{pk % 23} own{pk}"
        for pk in range(1, 200)
    }
    changed = texts | {7: "word3 word4 own7"}
    kept = make_neighbours(signatures(texts)).updated(
        signatures({7: changed[7]}), np.array([7])
    )
    built = make_neighbours(signatures(changed))
    assert set(near(kept, 7)) == set(near(built, 7))
    assert len(near(kept, 7)) == COUNT

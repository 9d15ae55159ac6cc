from __future__ import annotations

import os
import threading

import pytest
from whoosh.writing import SegmentWriter

from answers.index.backends.whoosh import engine as whoosh
from answers.index.backends.whoosh import state, storage
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.documents import document_fingerprint
from answers.index.types import Query
from answers.lib.errors import IndexBusyError, IndexUnavailableError
from tests.index.conftest import pks


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(whoosh, "WRITE_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(whoosh, "REBUILD_WAIT_SECONDS", 0.0)


@pytest.fixture
def other(url) -> WhooshEngine:
    """The engine of another process, as far as files are concerned."""
    return WhooshEngine(url)


def found(engine: WhooshEngine, words: str) -> list[int]:
    return sorted(pks(engine.search(Query(words, limit=100))))


def test_a_document_is_found_added_changed_and_gone(library, make):
    library.write([make(9, "达梦数据库")])
    assert found(library, "达梦") == [9]
    library.write([make(9, "mysql")])
    assert (found(library, "达梦"), found(library, "mysql")) == ([], [9])
    library.write([], gone=[9, 777])
    assert found(library, "mysql") == []


def test_of_two_with_one_pk_in_a_batch_the_last_counts(library, make):
    library.write([make(9, "first"), make(9, "second")], gone=[9])
    assert (found(library, "first"), found(library, "second")) == ([], [9])


def test_a_write_of_nothing_commits_nothing(library):
    before = library._states.latest()
    library.write([])
    assert library._states.latest() is before


def test_another_process_sees_a_commit_at_once(library, other, make):
    assert found(other, "达梦") == []
    for pk in range(10, 20):
        library.write([make(pk, "达梦")])
        assert found(other, "达梦") == list(range(10, pk + 1))


def test_contents_name_revision_and_fingerprint(engine, make):
    documents = [make(pk, "x", revision=pk + 5) for pk in (3, 1, 2**40)]
    assert engine.rebuild(documents) == 3
    expected = {d.pk: (d.revision, document_fingerprint(d)) for d in documents}
    assert engine.contents() == expected
    assert engine.revisions() == {
        pk: revision for pk, (revision, _) in expected.items()
    }


def test_rebuild_replaces_everything_and_takes_each_document_once(library, make):
    assert library.rebuild([make(7, "new"), make(7, "again")]) == 1
    assert (found(library, "登录"), found(library, "new")) == ([], [7])


def test_a_failed_rebuild_keeps_the_old_index(library, other, make):
    def documents():
        yield make(50, "half")
        raise LookupError("no more rows")

    with pytest.raises(LookupError, match="no more rows"):
        library.rebuild(documents())
    assert found(library, "登录") == found(other, "登录") == [1, 2, 3]
    assert library.rebuild([make(50, "whole")]) == 1


def test_after_a_failed_first_rebuild_the_next_one_succeeds(engine, make):
    with pytest.raises(ZeroDivisionError):
        engine.rebuild(make(1 // n, "x") for n in (1, 0))
    with pytest.raises(IndexUnavailableError):
        engine.search(Query("x"))
    assert engine.rebuild([make(1, "x")]) == 1


@pytest.mark.parametrize(
    "step", ["_flush_segment", "_close_segment", "_assemble_segment", "_commit_toc"]
)
def test_a_commit_that_fails_changes_nothing_and_frees_the_lock(
    library, make, monkeypatch, step
):
    def fail(self, *args):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(SegmentWriter, step, fail)
        with pytest.raises(IndexUnavailableError) as caught:
            library.write([make(9, "达梦")], gone=[1])
        assert "No space left" in caught.value.extra["reason"]
        with pytest.raises(OSError, match="No space left"):
            library.rebuild([make(9, "达梦")])
    assert found(library, "登录 达梦") == [1, 2, 3]
    library.write([make(9, "达梦")], gone=[1])
    assert found(library, "登录") == [2, 3]
    assert found(library, "达梦") == [9]


@pytest.mark.parametrize("call", ["write", "rebuild"])
def test_a_busy_index_says_so_and_is_left_alone(library, other, make, call):
    with library._folder.locked(0), pytest.raises(IndexBusyError):
        getattr(other, call)([make(9, "达梦")])
    assert found(other, "登录 达梦") == [1, 2, 3]


def test_a_lock_of_whoosh_itself_is_respected(library, other, make):
    from whoosh.index import open_dir

    writer = open_dir(str(library._folder.path)).writer()
    with pytest.raises(IndexBusyError):
        other.write([make(9)])
    writer.cancel()


def test_segments_stay_few_however_many_writes(library, make, monkeypatch):
    monkeypatch.setattr(storage, "MAX_SEGMENTS", 4)
    counts = []
    for pk in range(100, 130):
        library.write([make(pk, "达梦")], gone=[pk - 20])
        counts.append(len(library._states.latest().segments))
    assert max(counts) <= 6
    assert found(library, "达梦") == list(range(110, 130))


def test_a_large_segment_is_not_rewritten_by_a_write(library, make, monkeypatch):
    monkeypatch.setattr(storage, "MAX_SEGMENTS", 2)
    monkeypatch.setattr(storage, "MAX_MERGED", 3)
    (base,) = [s.file.name for s in library._states.latest().segments]
    for pk in range(100, 108):
        library.write([make(pk, "达梦")])
    assert base in [s.file.name for s in library._states.latest().segments]


def test_a_segment_whose_documents_are_all_gone_goes_too(library, make):
    library.write([make(9, "达梦")], gone=[1, 2, 3, 4])
    assert len(library._states.latest().segments) == 1


def test_a_commit_reads_only_the_new_segment_anew(library, make):
    before = library._states.latest().segments
    library.write([make(9, "达梦")])
    assert library._states.latest().segments[0] is before[0]


def test_eight_threads_get_what_one_gets(library, make):
    library.rebuild(
        make(pk, f"a{'bcdefg'[pk % 6]} h{'ijkl'[pk % 4]}", day=pk)
        for pk in range(1, 300)
    )
    queries = [Query(f"a{b} h{i}", limit=5) for b in "bcdefg" for i in "ijkl"]
    expected = [WhooshEngine.search(library, query) for query in queries]
    cold = WhooshEngine(f"whoosh://{library._folder.path.parent}", 5000)
    wrong: list[object] = []

    def ask() -> None:
        try:
            wrong.extend(
                query
                for query, result in zip(queries * 3, expected * 3, strict=True)
                if cold.search(query) != result
            )
        except IndexUnavailableError as error:
            wrong.append(error)

    _run_all([ask] * 8)
    assert wrong == []


def test_threads_search_while_one_writes(library, make):
    failures: list[Exception] = []
    written = threading.Event()

    def ask() -> None:
        try:
            while not written.is_set():
                assert {1, 2, 3} <= set(found(library, "登录"))
        except Exception as error:  # noqa: BLE001  seen by the test's own thread
            failures.append(error)

    def write() -> None:
        for pk in range(10, 25):
            library.write([make(pk, "登录")])
        written.set()

    _run_all([ask, ask, ask, write])
    assert failures == []


def _run_all(tasks) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_file_removed_while_it_is_opened_is_only_retried(library, monkeypatch):
    real, calls = state.read_toc, []

    def read_toc(path, generation):
        calls.append(generation)
        if len(calls) < 3:
            raise FileNotFoundError
        return real(path, generation)

    monkeypatch.setattr(state, "read_toc", read_toc)
    assert found(WhooshEngine(f"whoosh://{library._folder.path.parent}"), "登录")
    assert len(calls) == 3


def test_a_commit_that_the_clock_of_the_folder_hides_is_seen(library, other, make):
    folder = library._folder.path
    before = folder.stat().st_mtime_ns
    assert found(other, "达梦") == []
    library.write([make(9, "达梦")])
    os.utime(folder, ns=(before, before))
    assert found(other, "达梦") == [9]


def test_an_index_at_rest_is_not_listed_again(library, monkeypatch):
    os.utime(library._folder.path, (1, 1))
    assert found(library, "登录") == [1, 2, 3]
    monkeypatch.delattr(state, "_latest_toc")
    assert found(library, "登录") == [1, 2, 3]


def test_a_file_that_stays_missing_is_an_unavailable_index(library, other, monkeypatch):
    def read_toc(path, generation):
        raise FileNotFoundError

    monkeypatch.setattr(state, "read_toc", read_toc)
    monkeypatch.setattr(state, "RETRY_SECONDS", 0.0)
    with pytest.raises(IndexUnavailableError):
        other.search(Query("登录"))


def test_an_index_written_by_a_module_of_another_name_opens(engine, make):
    """Whoosh pickles the schema into its table of contents; it is never read back."""
    engine.rebuild([make(1, "登录")])
    (toc,) = engine._folder.path.glob("*.toc")
    content = toc.read_bytes()
    assert b"answers.index.schema" in content
    toc.write_bytes(content.replace(b"answers.index.schema", b"another.index.schema"))
    moved = WhooshEngine(f"whoosh://{engine._folder.path.parent}")
    moved.write([make(2, "登录")])
    assert moved.rebuild([make(3, "登录")]) == 1
    assert not list(engine._folder.path.parent.glob("*.broken-*"))

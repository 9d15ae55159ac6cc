"""However an index is built, it is the same one."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from answers.index.backends.whoosh import build
from answers.index.backends.whoosh.build import Workers
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.backends.whoosh.state import States
from answers.index.backends.whoosh.storage import create_index
from answers.index.postings import slow_postings

ROOT = Path(__file__).resolve().parents[4]
WORDS = "token 登录 集群 nacos.core.auth 8848 Config grpc 鉴权失败 naming 超时".split()


@pytest.fixture
def documents(make):
    chance = random.Random(3)  # noqa: S311  the same in every run

    def text(most):
        return " ".join(chance.choices([*WORDS, f"x{chance.random()}"], k=most))

    return [
        make(
            pk,
            text(4),
            answer=text(chance.randint(0, 30)),
            tag_slugs=("a", "b")[: pk % 3],
            internal=pk % 7 == 0,
            day=pk,
        )
        for pk in range(1, 61)
    ]


def built(path, documents, workers):
    path.mkdir(parents=True)
    create_index(path)
    assert build.fill(path, documents, workers) == len(documents)
    return contents(path)


def contents(path):
    """Return all that an index holds, in values that can be compared."""
    snapshot = States(path, 1 << 20).latest()
    terms, columns = {}, {}
    for segment in snapshot.segments:
        segment.file.verify()
        for word in segment.file.terms(""):
            numbers, weights = segment.file.postings(word.term)
            assert (len(numbers), numbers[0], numbers[-1]) == (
                word.frequency,
                *word.ends,
            )
            # What Whoosh itself reads of it.
            plain = slow_postings(segment.file.reader, word.term.encode())
            assert numbers.tolist() == plain[0].tolist()
            terms[word.term] = (numbers.tolist(), weights.tolist())
        columns |= {name: column.tolist() for name, column in segment.columns.items()}
        columns |= {name: segment.file.blobs(name) for name in ("facets",)}
    near = [values.tolist() for values in snapshot.near]
    return terms, columns, snapshot.contents(), near


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("block", [3, 4096])
def test_a_built_index_is_what_whoosh_would_have_written(
    tmp_path, documents, monkeypatch, workers, block
):
    """Documents written one commit at a time, merged by Whoosh, against a build."""
    engine = WhooshEngine(f"whoosh://{tmp_path}/written")
    engine.rebuild([])
    engine.write(documents)
    monkeypatch.setattr(build, "BATCH", 7)
    monkeypatch.setattr(build, "BLOCK_POSTINGS", block)
    monkeypatch.setattr(build, "POSTINGS_AT_ONCE", 40)
    found = built(tmp_path / "built", documents, workers)
    written = contents(engine._folder.path)
    assert found[:3] == written[:3]
    assert np.allclose(found[3][1], written[3][1])


def test_long_documents_make_small_batches(make, monkeypatch):
    monkeypatch.setattr(build, "BATCH_CHARACTERS", 10)
    long = [make(pk, answer="x" * 6) for pk in range(5)]
    assert [len(batch) for batch in build._batches(long)] == [2, 2, 1]


@pytest.mark.parametrize(("count", "workers"), [(50, 0), (51, None)])
def test_only_many_documents_start_workers(
    tmp_path, documents, monkeypatch, count, workers
):
    counts = []

    def no_workers(number):
        counts.append(number)
        return Workers(0)

    monkeypatch.setattr(build, "ALONE", 50)
    monkeypatch.setattr(build, "Workers", no_workers)
    built(tmp_path / "index", documents[:count], None)
    assert counts == [workers]


CHILD = """
import sys
from pathlib import Path
from answers.index.backends.whoosh import build
from answers.index.backends.whoosh.storage import create_index
from answers.index.types import Document
path = Path(sys.argv[1])
path.mkdir()
create_index(path)
def documents():
    for pk in range(2000):
        yield Document(pk, 1, f"title {pk}", "", "text " * 50)
    print("read", flush=True)
    sys.stdin.read()
build.fill(path, documents(), 2)
"""


def test_workers_end_with_the_process_that_started_them(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "index")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"read\n"
        children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text()
        pids = [int(pid) for pid in children.split()]
        assert len(pids) == 2
        ends = [os.pidfd_open(pid) for pid in pids]
        child.kill()
    for end in ends:
        assert select.select([end], [], [], 30)[0]
        os.close(end)
    assert not [p for p in tmp_path.rglob("*") if p.name.startswith("tmp")]


def test_results_come_in_order():
    with Workers(2) as workers:
        assert list(workers.map(abs, range(-20, 0))) == list(range(20, 0, -1))
        assert workers.submit(abs, -1).result() == 1


def test_workers_are_other_processes():
    with Workers(2) as workers:
        pids = {workers.submit(_pid, 0).result() for _ in range(4)}
    assert os.getpid() not in pids


def test_without_workers_everything_is_done_here():
    with Workers(0) as workers:
        assert set(workers.map(_pid, range(4))) == {os.getpid()}
        assert workers.submit(_pid, 0).result() == os.getpid()


def test_what_a_killed_worker_had_to_do_is_done_here(caplog):
    with Workers(2) as workers:
        assert list(workers.map(abs, range(3))) == [0, 1, 2]
        for process in workers._all:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert list(workers.map(abs, range(-9, 0))) == list(range(9, 0, -1))
    assert "index.lost_helper" in caplog.text


def test_what_fails_in_a_worker_fails_here(capfd):
    with Workers(2) as workers, pytest.raises(ValueError, match="invalid literal"):
        list(workers.map(int, ["1", "x"]))


def test_workers_that_cannot_be_started_are_not_missed(monkeypatch, caplog):
    def fail():
        raise OSError("too many processes")

    monkeypatch.setattr(build, "_start_worker", fail)
    with Workers(2) as workers:
        assert list(workers.map(abs, [-1])) == [1]
    assert "index.no_helper" in caplog.text


def test_leaving_early_stops_them():
    with Workers(2) as workers:
        assert next(workers.map(abs, range(100))) == 0
    assert all(process.returncode is not None for process in workers._all)


def _pid(_):
    return os.getpid()

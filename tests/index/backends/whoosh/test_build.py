"""However an index is built, it is the same one."""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from answers.index.backends.whoosh import batches, build
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.backends.whoosh.state import States
from answers.index.backends.whoosh.workers import Workers
from answers.index.backends.whoosh.writer import create_index
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


def built(path, documents, helpers):
    path.mkdir(parents=True)
    create_index(path)
    assert build.fill(path, documents, helpers) == len(documents)
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


@pytest.mark.parametrize("helpers", [0, 2])
@pytest.mark.parametrize("block", [3, 4096])
def test_a_built_index_is_what_whoosh_would_have_written(
    tmp_path, documents, monkeypatch, helpers, block
):
    """Documents written one commit at a time, merged by Whoosh, against a build."""
    engine = WhooshEngine(f"whoosh://{tmp_path}/written")
    engine.rebuild([])
    engine.write(documents)
    monkeypatch.setattr(build, "BATCH", 7)
    monkeypatch.setattr(batches, "BLOCK_POSTINGS", block)
    monkeypatch.setattr("answers.index.backends.whoosh.runs.AT_ONCE", 40)
    found = built(tmp_path / "built", documents, helpers)
    written = contents(engine._folder.path)
    assert found[:3] == written[:3]
    assert np.allclose(found[3][1], written[3][1])


def test_long_documents_make_small_batches(make, monkeypatch):
    monkeypatch.setattr(build, "BATCH_CHARACTERS", 10)
    long = [make(pk, answer="x" * 6) for pk in range(5)]
    assert [len(batch) for batch in build._batches(long)] == [2, 2, 1]


@pytest.mark.parametrize(("count", "helpers"), [(50, 0), (51, None)])
def test_only_many_documents_start_helpers(
    tmp_path, documents, monkeypatch, count, helpers
):
    asked = []

    def workers(number):
        asked.append(number)
        return Workers(0)

    monkeypatch.setattr(build, "ALONE", 50)
    monkeypatch.setattr(build, "Workers", workers)
    built(tmp_path / "index", documents[:count], None)
    assert asked == [helpers]


CHILD = """
import sys
from pathlib import Path
from answers.index.backends.whoosh import build
from answers.index.backends.whoosh.writer import create_index
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


def test_helpers_end_with_the_one_who_asked_them(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "index")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"read\n"
        helpers = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text()
        pids = [int(pid) for pid in helpers.split()]
        assert len(pids) == 2
        ends = [os.pidfd_open(pid) for pid in pids]
        child.kill()
    for end in ends:
        assert select.select([end], [], [], 30)[0]
        os.close(end)
    assert not [p for p in tmp_path.rglob("*") if p.name.startswith("tmp")]

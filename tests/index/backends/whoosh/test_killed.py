"""kill -9 at any moment loses nothing that was committed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.types import Query
from answers.lib.errors import IndexUnavailableError
from tests.index.conftest import pks

ROOT = Path(__file__).resolve().parents[4]
QUERY = Query("登录", limit=100)

# Replaces one function by death, then does what it is told.
CHILD = """
import os, signal, sys
from importlib import import_module
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.types import Document

url, action, target = sys.argv[1:]

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def documents():
    for pk in range(50, 60):
        yield Document(pk, 1, "登录 new", "", "")
    if target == "documents":
        die()

if target not in ("", "documents"):
    module, _, names = target.partition(":")
    *path, last = names.split(".")
    owner = import_module(module)
    for name in path:
        owner = getattr(owner, name)
    setattr(owner, last, die)

engine = WhooshEngine(url)
if action == "loop":
    pk = 100
    while True:
        engine.write([Document(pk, 1, "登录 loop", "", "")])
        print(pk, flush=True)
        pk += 1
else:
    getattr(engine, action)(documents())
"""
POINTS = [
    "documents",
    "whoosh.writing:SegmentWriter._flush_segment",
    "whoosh.writing:SegmentWriter._assemble_segment",
    "whoosh.index:TOC.write",
    "whoosh.index:clean_files",
]


def start(url: str, action: str, target: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, url, action, target],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_at(url: str, action: str, target: str) -> None:
    with start(url, action, target) as child:
        assert child.wait(30) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("action", "point"),
    [("rebuild", point) for point in POINTS] + [("write", POINTS[2])],
)
def test_a_killed_process_leaves_the_old_or_the_new_index(
    library, url, make, action, point
):
    kill_at(url, action, point)
    found = pks(WhooshEngine(url).search(QUERY))
    new = point == "whoosh.index:clean_files"
    assert found == (list(range(59, 49, -1)) if new else pks(library.search(QUERY)))
    assert library.rebuild([make(5, "登录")]) == 1
    assert pks(library.search(QUERY)) == [5]


@pytest.mark.parametrize(
    "point",
    ["documents", "answers.index.backends.whoosh.storage:Folder.swap_in"],
    ids=["building", "swapping"],
)
def test_what_a_killed_first_build_left_is_removed(engine, url, make, point):
    kill_at(url, "rebuild", point)
    with pytest.raises(IndexUnavailableError):
        engine.search(QUERY)
    root = engine._folder.path.parent
    assert list(root.glob("*.build-*"))
    engine.rebuild([make(5, "登录")])
    assert not list(root.glob("*.build-*"))


def test_every_acknowledged_write_survives(library, url, make):
    with start(url, "loop") as child:
        assert child.stdout is not None
        written = [int(child.stdout.readline()) for _ in range(12)]
        child.kill()
    found = WhooshEngine(url).revisions().keys()
    assert {1, 2, 3, 4, *written} <= found
    library.write([make(9, "登录")])
    assert 9 in library.revisions()


def test_readers_in_another_process_never_fail_while_one_writes(library, url):
    with start(url, "loop") as child:
        assert child.stdout is not None
        for _ in range(10):
            child.stdout.readline()
            for _ in range(20):
                assert library.search(QUERY).total >= 3
        child.kill()

"""What is missing or broken on disk is one error, and is never deleted."""

from __future__ import annotations

import errno
import shutil

import pytest
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from answers.index.backends.whoosh import state
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.types import Query
from answers.lib.errors import IndexUnavailableError
from tests.index.conftest import pks

QUERY = Query("登录")


def toc(folder):
    (path,) = folder.glob("_*.toc")
    return path


def segment(folder):
    (path,) = folder.glob("*.seg")
    return path


def overwrite_middle(path):
    raw = bytearray(path.read_bytes())
    for at in range(40, len(raw) * 3 // 4):
        raw[at] ^= 0x5A
    path.write_bytes(raw)


BREAK = {
    "garbage toc": lambda f: toc(f).write_bytes(b"garbage" * 99),
    "empty toc": lambda f: toc(f).write_bytes(b""),
    "toc cut short": lambda f: toc(f).write_bytes(toc(f).read_bytes()[:-60]),
    "toc is a folder": lambda f: (toc(f).unlink(), (f / "_MAIN_1.toc").mkdir()),
    "no toc": lambda f: toc(f).unlink(),
    "segment cut short": lambda f: segment(f).write_bytes(
        segment(f).read_bytes()[:900]
    ),
    "empty segment": lambda f: segment(f).write_bytes(b""),
    "segment missing": lambda f: segment(f).unlink(),
    "segment overwritten": lambda f: overwrite_middle(segment(f)),
    "postings overwritten": lambda f: segment(f).write_bytes(
        segment(f).read_bytes().replace(WHOOSH3_HEADER_MAGIC, b"XXXX")
    ),
    "a file, not a folder": lambda f: (shutil.rmtree(f), f.write_text("what?")),
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(state, "RETRY_SECONDS", 0.0)


@pytest.fixture(params=BREAK.values(), ids=BREAK.keys())
def broken(request, library) -> WhooshEngine:
    folder = library._folder.path
    request.param(folder)
    return WhooshEngine(f"whoosh://{folder.parent}")


@pytest.mark.parametrize(
    "call",
    [
        lambda engine: engine.search(QUERY),
        lambda engine: engine.contents(),
        lambda engine: engine.revisions(),
        lambda engine: engine.vocabulary("登", 1),
        lambda engine: engine.write([], gone=[1]),
    ],
    ids=["search", "contents", "revisions", "vocabulary", "write"],
)
@pytest.mark.parametrize("break_it", ["garbage toc", "empty segment", "no toc"])
def test_a_broken_index_is_unavailable_to_everyone(library, break_it, call):
    BREAK[break_it](library._folder.path)
    with pytest.raises(IndexUnavailableError, match="index"):
        call(WhooshEngine(f"whoosh://{library._folder.path.parent}"))


def test_a_broken_index_is_unavailable(broken):
    with pytest.raises(IndexUnavailableError):
        broken.search(QUERY)


def test_rebuild_moves_what_it_could_not_read_aside(broken, make):
    assert broken.rebuild([make(5, "登录")]) == 1
    assert pks(broken.search(QUERY)) == [5]
    root, name = broken._folder.path.parent, broken._folder.path.name
    assert len(list(root.glob(f"{name}.broken-*"))) == 1
    assert not list(root.glob("*.build-*"))


@pytest.mark.parametrize("gone", ["folder", "root"])
def test_a_missing_index_is_unavailable_until_it_is_built(library, make, gone):
    folder = library._folder.path
    assert library.search(QUERY).total
    shutil.rmtree(folder if gone == "folder" else folder.parent)
    with pytest.raises(IndexUnavailableError, match="rebuild"):
        library.search(QUERY)
    with pytest.raises(IndexUnavailableError):
        library.write([make(9)])
    library.rebuild([make(5, "登录")])
    assert pks(library.search(QUERY)) == [5]


def test_an_index_rebuilt_beside_is_noticed_by_those_who_had_the_old_one(
    library, url, make
):
    reader = WhooshEngine(url)
    assert reader.search(QUERY).total == 3
    shutil.rmtree(library._folder.path)
    library.rebuild([make(5, "登录")])
    assert pks(reader.search(QUERY)) == [5]


@pytest.mark.parametrize("code", [errno.EACCES, errno.EMFILE, errno.ENOMEM, errno.EIO])
def test_trouble_that_passes_moves_nothing(library, make, monkeypatch, code):
    def fail(path, generation):
        raise OSError(code, "not now")

    before = sorted(library._folder.path.parent.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(state, "read_toc", fail)
        with pytest.raises(IndexUnavailableError):
            library.rebuild([make(5, "登录")])
    assert sorted(library._folder.path.parent.rglob("*")) == before
    assert WhooshEngine(f"whoosh://{library._folder.path.parent}").search(QUERY).total


def test_an_unreadable_index_leaves_no_file_open(library, recwarn):
    BREAK["segment cut short"](library._folder.path)
    for _ in range(3):
        with pytest.raises(IndexUnavailableError):
            WhooshEngine(f"whoosh://{library._folder.path.parent}").search(QUERY)
    assert not [w for w in recwarn if w.category is ResourceWarning]


def test_code_of_another_schema_opens_only_its_own_folder(library, url, monkeypatch):
    from answers.index import documents, schema

    before = library._folder.path.name
    monkeypatch.setattr(schema, "GENERATION", documents.GENERATION + 1)
    newer = WhooshEngine(url)
    assert newer._folder.path.name != before
    with pytest.raises(IndexUnavailableError):
        newer.search(QUERY)
    assert library.search(QUERY).total == 3

import os

import pytest

from answers.content.files import read_files
from answers.content.types import Problem, RawFile, SkippedFile


def read(path, **options):
    return list(read_files(path, **{"max_bytes": 1000} | options))


def test_files_come_in_the_order_of_their_names(tmp_path):
    for name in ("b.md", "a.txt", "sub/c.mdx", "d.MARKDOWN"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [f.path for f in read(tmp_path)] == [
        "a.txt",
        "b.md",
        "d.MARKDOWN",
        "sub/c.mdx",
    ]


def test_one_file_has_the_same_name_as_within_its_folder(tmp_path):
    (tmp_path / "a.md").write_text("x")
    assert read(tmp_path / "a.md") == read(tmp_path)


@pytest.mark.parametrize(
    "name", ["README.md", ".hidden.md", "picture.png", "_draft.md"]
)
def test_what_is_not_meant_is_skipped_with_a_reason(tmp_path, name):
    (tmp_path / name).write_text("x")
    (skipped,) = read(tmp_path)
    assert isinstance(skipped, SkippedFile)
    assert skipped.reason


def test_a_file_that_is_too_large_is_a_problem(tmp_path):
    (tmp_path / "a.md").write_text("x" * 1001)
    (problem,) = read(tmp_path)
    assert problem.code == "too_large"


@pytest.mark.parametrize("target", ["outside.md", "folder"])
def test_a_link_out_of_the_folder_is_a_problem(tmp_path, target):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.md").write_text("secret")
    (tmp_path / "folder").mkdir()
    (inside / "a.md").symlink_to(tmp_path / target)
    (problem,) = read(inside)
    assert isinstance(problem, Problem)
    assert problem.code == "symlink"


def test_a_link_within_the_folder_is_read(tmp_path):
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    assert all(isinstance(f, RawFile) for f in read(tmp_path))


def test_a_linked_folder_within_is_not_read_twice(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("x")
    (tmp_path / "again").symlink_to(tmp_path / "sub")
    assert [type(f) for f in read(tmp_path)] == [SkippedFile, RawFile]


def test_a_broken_link_and_a_pipe_are_problems(tmp_path):
    (tmp_path / "a.md").symlink_to(tmp_path / "gone.md")
    os.mkfifo(tmp_path / "b.md")
    assert [f.code for f in read(tmp_path)] == ["no_file", "no_file"]

"""Comparing: the lines that changed, and in them the words."""

from __future__ import annotations

import pytest

from answers.admin.revisions.diff import LONGEST, diff_lines, reference_lines
from answers.content import parse_references


def diff(old, new):
    return [
        (line.sign, "".join(f"[{t}]" if changed else t for t, changed in line.parts))
        for line in diff_lines(old, new)
        if line.kind != "gap"
    ]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("same", "same", []),
        ("", "a", [("+", "a")]),
        ("a", "", [("−", "a")]),
        ("令牌过期了", "令牌无效了", [("−", "令牌[过期]了"), ("+", "令牌[无效]了")]),
        ("set a port", "set my port", [("−", "set [a] port"), ("+", "set [my] port")]),
        ("abc", "xyz", [("−", "abc"), ("+", "xyz")]),
        ("a\nb", "a\nb\nc", [("", "a"), ("", "b"), ("+", "c")]),
        ("--- a\nx", "x", [("−", "--- a"), ("", "x")]),
        (
            "p 1\np 2\nk\np 3",
            "q 1\nk",
            [("−", "[p] 1"), ("−", "p 2"), ("+", "[q] 1"), ("", "k"), ("−", "p 3")],
        ),
    ],
)
def test_the_diff_marks_lines_and_words(old, new, lines):
    assert diff(old, new) == lines


def test_lines_are_numbered_on_both_sides():
    lines = [x for x in diff_lines("a\nb", "b\nc") if x.kind != "gap"]
    assert [(x.old, x.new) for x in lines] == [(1, None), (2, 1), (None, 2)]


def test_a_line_without_end_is_not_compared_word_by_word():
    long = "x " * LONGEST
    assert diff(long, long + "y") == [("−", long), ("+", long + "y")]


@pytest.mark.parametrize(
    "line",
    [
        "[text](https://a.example/b(c))",
        "[专家经验：令牌](https://a.example)",
        "专家经验：user not found",
        "https://a.example",
        "1.4 upgrade notes",
        "- a dash of text",
        "[a](b c)",
        "[](https://a.example)",
    ],
)
def test_references_read_back_to_the_same_ones(line):
    once = parse_references(f"* {line}")
    stored = [reference.as_json() for reference in once]
    assert parse_references(reference_lines(stored)) == once

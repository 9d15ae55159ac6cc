"""Exports: spreadsheets read the cells as text and run none."""

from __future__ import annotations

import csv
import io

import pytest

from answers.admin.exports import csv_lines


def read(*rows):
    text = "".join(csv_lines(["词", "n"], rows))
    assert text.startswith("\ufeff词,n\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"]
)
def test_what_looks_like_a_formula_is_kept_as_text(text):
    assert read([text, 1])[0][0] == f"'{text}"


def test_everything_else_comes_as_it_is():
    assert read(['a,b\n"c" 中文', -3], [None, 0.5]) == [
        ['a,b\n"c" 中文', "-3"],
        ["", "0.5"],
    ]

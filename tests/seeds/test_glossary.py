"""The glossary that a fresh installation starts with."""

import re
from collections import Counter
from pathlib import Path

import pytest

from answers.text.glossary import SEPARATOR, parse_glossary
from answers.text.normalization import fold

FILE = Path(__file__).resolve().parents[2] / "seeds" / "_glossary.txt"


@pytest.fixture(scope="module")
def lines():
    return list(parse_glossary(FILE.read_bytes()))


def test_every_line_is_a_group(lines):
    assert [(line.number, line.fault) for line in lines if line.fault] == []
    assert len(lines) > 100


def test_no_group_says_a_word_twice(lines):
    written = FILE.read_text().splitlines()
    for line in lines:
        assert len(line.words) == written[line.number - 1].count(SEPARATOR) + 1, line


def test_no_group_stands_there_twice(lines):
    assert len({line.fingerprint for line in lines}) == len(lines)


def test_no_word_is_in_more_than_two_groups(lines):
    seen = Counter(fold(word) for line in lines for word in line.words)
    assert [word for word, times in seen.items() if times > 2] == []


def test_no_word_is_one_chinese_character(lines):
    words = [word for line in lines for word in line.words]
    assert [word for word in words if re.fullmatch(r"[\u4e00-\u9fff]", word)] == []

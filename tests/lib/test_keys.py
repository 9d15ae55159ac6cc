"""Keys: random, spelled for people and scanners, kept as a hash."""

import re

import pytest

from answers.lib.keys import PATTERN, make_key, read_key


def test_a_key_reads_back_and_matches_its_hash_alone():
    key, other = make_key(), make_key()
    assert read_key(key.text) == key
    assert re.fullmatch(PATTERN, key.text)
    assert key.matches(key.digest)
    assert not key.matches(other.digest)
    assert len({key.digest, other.digest, key.prefix, other.prefix}) == 4


def test_a_key_hides_its_secret_where_it_is_printed():
    key = make_key()
    assert key.text not in f"{key} {key!r}"


def test_each_mistyped_letter_is_noticed():
    key = make_key().text
    for at in range(len("dayi_"), len(key)):
        wrong = "a" if key[at] != "a" else "b"
        assert read_key(key[:at] + wrong + key[at + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "dayi_", "dayi_abcdefgh_short", "x" * 63, "dayi_ａbcdefgh_" + "1" * 49]
)
def test_what_is_no_key_is_none(text):
    assert read_key(text) is None
    assert read_key(make_key().text + text + "\n") is None

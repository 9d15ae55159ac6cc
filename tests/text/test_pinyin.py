"""Pinyin: initials and syllables, found where a syllable begins."""

import pytest

from answers.text.pinyin import sounds_like, spell


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("鉴权", "JQ JianQuan"),
        ("服务重启", "FWCQ FuWuChongQi"),  # 重 is chong here
        ("Nacos 鉴权怎么开", "JQZMK JianQuanZenMeKai"),
        ("重启nacos后", "CQ H ChongQi Hou"),
        ("no chinese 403", ""),
        ("", ""),
    ],
)
def test_chinese_runs_are_spelled(text, sound):
    assert spell(text) == sound


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jq", True),
        ("qz", True),
        ("jianquan", True),
        ("jian quan", True),
        ("JianQ", True),
        ("quanzen", True),
        ("ianquan", False),  # no syllable begins there
        ("anqu", False),
        ("jz", False),
    ],
)
def test_letters_are_found_at_the_start_of_a_syllable(typed, found):
    assert bool(sounds_like(typed).search(spell("鉴权怎么开"))) is found


@pytest.mark.parametrize(
    "typed", ["j", "", "403", "a.b", "令牌", "x" * 61, "(?i", "\n"]
)
def test_what_can_be_no_pinyin_finds_nothing(typed):
    assert sounds_like(typed) is None

import pytest

from answers.text.normalization import (
    clean,
    cut,
    fold,
    one_line,
    slugify,
    strip_routing_label,
    without_marks,
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1bc", "a b c"),
        ("\ud800x\udfff", " x "),
        ("tab\tstays", "tab\tstays"),
        ("😀 中文", "😀 中文"),
    ],
)
def test_clean_keeps_what_can_be_stored(given, kept):
    assert clean(given) == kept
    clean(given).encode()


def test_one_line_folds_white_space():
    assert one_line("  a\n\t b\u3000c ") == "a b c"


def test_cut_says_that_something_is_missing():
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"


def test_fold_makes_full_width_and_case_equal():
    assert fold("ＴＯＫＥＮ") == fold("Token") == "token"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("报 403 nacos-opensource", "报 403"),
        ("报 403 nacos-opensource \n", "报 403"),
        ("nacos-opensource 是什么", "nacos-opensource 是什么"),
        ("nacos-opensource", "nacos-opensource"),
    ],
)
def test_the_routing_label_is_no_part_of_a_question(text, shown):
    assert strip_routing_label(text) == shown


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nacos", "nacos"),
        ("权限 验证/失败", "权限-验证-失败"),
        ("C++", "c++"),
        ("v2.2.1", "v2.2.1"),
        ("a?b=c&d", "a-b-c-d"),
        ("???", ""),
        ("..", ""),
    ],
)
def test_slugify_keeps_chinese_and_is_safe_in_urls(name, slug):
    assert slugify(name) == slug


def test_marks_of_markdown_go_and_names_stay():
    told = "## 原因\n**Token** 过期，见 `__init__` 与 a*b。"
    assert without_marks(told) == "原因\nToken 过期，见 __init__ 与 a*b。"

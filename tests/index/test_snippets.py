from __future__ import annotations

import random
import time

import pytest

from answers.index.snippets import Snippet, make_snippet, mark

OPENING = "您好，感谢您的提问。以下是关于您的问题的一些一般说明，请参考官方文档。" * 5


def marked(text: str, terms, length: int = 160) -> str:
    snippet = make_snippet(text, terms, length)
    return mark(snippet.text, snippet.spans)


def test_the_passage_with_the_words_is_shown_not_the_opening():
    snippet = make_snippet(OPENING + "accessToken 过期后返回 403。", ["403", "过期"])
    assert "403" in snippet.text
    assert [snippet.text[a:b] for a, b in snippet.spans] == ["过期", "403"]


def test_start_is_the_place_in_the_text():
    text = OPENING + "Token 过期。"
    snippet = make_snippet(text, ["token"])
    assert text[snippet.start :].startswith(snippet.text)


def test_different_words_beat_one_word_repeated():
    text = "token " * 20 + "-" * 300 + " token 403 user"
    assert "403 user" in make_snippet(text, ["token", "403", "user"], 60).text


def test_a_heavy_word_beats_two_light_ones():
    text = "aaaa bbbb" + "-" * 300 + "rare"
    assert "rare" in make_snippet(text, {"aaaa": 1, "bbbb": 1, "rare": 3}, 60).text


@pytest.mark.parametrize(
    ("text", "terms", "html"),
    [
        ("修改密码错误", ["修改", "改密", "密码"], "<mark>修改密码</mark>错误"),
        ("TOKEN Token", ["token"], "<mark>TOKEN</mark> <mark>Token</mark>"),
        ("ＴＯＫＥＮ", ["token"], "<mark>ＴＯＫＥＮ</mark>"),
        ("NacosException", ["exception"], "Nacos<mark>Exception</mark>"),
        ("support the port", ["port"], "support the <mark>port</mark>"),
        ("14030 403", ["403"], "14030 <mark>403</mark>"),
        ("报403错", ["403"], "报<mark>403</mark>错"),
        ("存在 在", ["在"], "存在 <mark>在</mark>"),
        ("İstanbul ﬁn token", ["token"], "İstanbul ﬁn <mark>token</mark>"),
        ("a.b(c) [x]", ["a.b", "[x]"], "<mark>a.b</mark>(c) <mark>[x]</mark>"),
        ("nothing", ["403", ""], "nothing"),
        ("", ["403"], ""),
    ],
)
def test_words_are_marked_as_a_reader_would(text, terms, html):
    assert marked(text, terms) == html


def test_markup_in_the_text_is_escaped():
    html = marked('<script>alert("token")</script>&', ["token", "script"])
    assert html == (
        "&lt;<mark>script</mark>&gt;alert(&quot;<mark>token</mark>&quot;)"
        "&lt;/<mark>script</mark>&gt;&amp;"
    )


@pytest.mark.parametrize("spans", [[(-5, 2), (1, 99)], [(3, 1)], [(0, 4), (1, 2)]])
def test_mark_bears_any_spans(spans):
    html = mark("<ab>", spans)
    assert html.replace("<mark>", "").replace("</mark>", "") == "&lt;ab&gt;"


@pytest.mark.parametrize("seed", range(20))
def test_spans_are_ordered_apart_and_inside(seed):
    chance = random.Random(seed)  # noqa: S311
    text = "".join(chance.choices("配置密码ab <&\n", k=400))
    terms = ["".join(chance.choices("配置密码ab", k=2)) for _ in range(6)]
    snippet = make_snippet(text, terms, 80)
    ends = [0, *(place for span in snippet.spans for place in span)]
    assert ends == sorted(ends)
    assert len(snippet.text) <= 80
    assert ends[-1] <= len(snippet.text)
    assert len(set(ends[1:])) == len(ends[1:])


def test_without_a_match_the_beginning_is_shown():
    assert make_snippet("\n\n  您好。" + "x" * 300, ["403"], 5) == Snippet(
        "您好。xx", (), 4
    )


def test_a_passage_begins_with_its_sentence():
    text = "x" * 200 + "。先检查。再看 token 是否过期" + "y" * 200
    assert make_snippet(text, ["token", "过期"], 60).text.startswith("再看 token")


def test_lines_become_one_line():
    assert make_snippet("a\r\n\tb", ["a"]).text == "a   b"


@pytest.mark.parametrize("text", ["a" * 50_000, "配" * 50_000, "\n" * 50_000, "-" * 9])
def test_hostile_text_takes_no_more_than_a_moment(text):
    start = time.process_time()
    make_snippet(text, ["a", "配配", "aa", "-", "\n"] + ["x" * 5000] * 500)
    assert time.process_time() - start < 2

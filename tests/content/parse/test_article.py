import datetime as dt

import pytest

from answers.content.parse.article import (
    ParseError,
    guess_product,
    parse_article,
    parse_file,
)
from answers.content.parse.front_matter import FrontMatterError
from answers.content.types import ParsedArticle, ParsedReference, Problem
from tests.content.samples import BARE, DASHES, FULL, PLAIN, SCRAPED, raw


def test_a_full_page_gives_all_its_parts():
    article = parse_article(raw(FULL, "NACOS-user-question-history1.md"))
    assert article.key == "question-history-1"
    assert article.question == "客户端报 403 怎么办？ nacos-opensource"
    assert article.answer.startswith("先看**令牌**")
    assert article.answer.endswith("这一节属于答案。")
    assert article.date == dt.date(2024, 9, 26)
    assert (article.category, article.tags) == ("expertConsultation", ("403", "token"))
    assert article.feedback_number == 4711
    assert article.extra == {"reviewed_on": "2.3.2"}
    assert (article.product, article.product_of_name) == ("", "nacos")


def test_reference_lines_need_not_be_lists():
    assert parse_article(raw(FULL)).references == (
        ParsedReference("令牌过期怎么办", "", expert=True),
        ParsedReference("登录接口", "https://example.org/login"),
        ParsedReference("另一个问题", "", expert=True),
    )


@pytest.mark.parametrize("text", [FULL, BARE, DASHES])
def test_service_note_and_footer_stay_out(text):
    article = parse_article(raw(text))
    everything = repr(article.content())
    assert "答疑服务" not in everything
    assert "差评" not in everything


def test_without_headings_the_title_is_the_question():
    article = parse_article(raw(BARE))
    assert article.question == article.title == "怎样关闭鉴权"
    assert article.answer == "把 `nacos.core.auth.enabled` 设为 false，然后重启。"
    assert article.feedback_number == 4712


def test_dashes_inside_an_answer_stay():
    article = parse_article(raw(DASHES))
    assert article.question == "怎样看内存"
    assert article.answer == "运行 `memory`。\n\n---\n\n再看 `heapdump`。"
    assert article.references[1] == ParsedReference(
        "怎样关闭鉴权", "./user-question-history2.md", expert=True
    )


def test_plain_text_has_its_stem_as_key_and_leads_as_headings():
    article = parse_article(raw(PLAIN, "sub/tokenim-403.txt"))
    assert article.key == "tokenim-403"
    assert article.title == article.question == "调用接口遇到403,被拒绝了怎么办"
    for heading in (
        "#### 一、概述",
        "##### 1. 凭证失效",
        "##### 2. 地址不在名单里",
        "### 可能相关的问题",
        "#### 1. 怎样登录?",
        "##### 登录的机制",
        "#### 2. 怎样限流?",
    ):
        assert f"\n{heading}\n" in f"\n{article.answer}\n"
    assert "\n1. 看文档里写的次数" in article.answer


def test_scraped_text_loses_noise_and_nothing_else():
    article = parse_article(raw(SCRAPED, "ninja.txt"))
    assert article.date == dt.date(2025, 7, 9)
    assert article.extra == {"author": "社区编辑Someone"}
    assert "登录后" not in article.answer
    assert "项目" not in article.answer
    assert article.answer.startswith("## 问题背景\n")
    assert (
        "- 正常流程:用户先通过 /auth/token接口拿到令牌A\n"
        "- 第一次刷新:当调用 /auth/refresh接口时返回的仍然是A\n"
        "- 再次刷新就失败\n\n"
        "因此旧的令牌必须立刻作废" in article.answer
    )


@pytest.mark.parametrize(
    "data",
    [FULL.encode("utf-8-sig"), FULL.replace("\n", "\r\n").encode()],
    ids=["bom", "crlf"],
)
def test_bom_and_line_ends_change_nothing(data):
    assert parse_article(raw(data)).content() == parse_article(raw(FULL)).content()


@pytest.mark.parametrize(
    ("data", "line", "advice"),
    [
        (b"", None, "empty"),
        (b" \n\t\n", None, "empty"),
        ("---\ntitle: 没有结束\n正文".encode(), 1, "add a line ---"),
        (b'---\nid: "a"\ntitle: "b\n---\ntext', 3, "quotes"),
        (b"---\n- a\n- b\n---\ntext", 2, "key: value"),
        (b"---\na: &x 1\nb: *x\n---\ntext", 3, "aliases"),
        (b"---\ndate: 2024-13-45\n---\ntext", 2, "quotes"),
        ("---\ntitle: 只有题目\n---\n".encode(), 4, "no answer"),
        ("只有一行".encode(), 1, "no text below"),
        ("中文".encode("gb18030") + b"\n", 1, "GB18030"),
        ("行一\n".encode() + b"\xff\xfe\xfd", 2, "not UTF-8"),
        ("文".encode("utf-16"), 1, "UTF-16"),
        (b"a\nb\x00c", 2, "NUL"),
        (b"---\ncategory: x\n---\ntext", 1, "no title"),
    ],
)
def test_a_broken_file_says_where_and_what_to_do(data, line, advice):
    problem = parse_file(raw(data))
    assert isinstance(problem, Problem)
    assert problem.line == line
    assert advice in problem.message


def test_errors_are_of_one_family():
    with pytest.raises(ParseError):
        parse_article(raw(b""))
    with pytest.raises(FrontMatterError):
        parse_article(raw("---\nx"))


@pytest.mark.parametrize(
    ("meta", "key"),
    [
        ("id: question-history-9", "question-history-9"),
        ("id: 12", "12"),
        ('id: "带 空格/斜杠"', "带-空格-斜杠"),
        ("title: x", "some-name"),
    ],
)
def test_the_key_is_the_id_or_the_stem(meta, key):
    text = f"---\n{meta}\ntitle: t\n---\nanswer"
    assert parse_article(raw(text, "some-name.md")).key == key


def test_a_date_that_is_none_is_a_warning():
    article = parse_article(raw("---\ntitle: t\ndate: someday\n---\nanswer"))
    assert article.date is None
    assert "someday" in article.warnings[0]


def test_tags_may_be_one_line():
    article = parse_article(raw("---\ntitle: t\ntags: a, b，c,,a\n---\nanswer"))
    assert article.tags == ("a", "b", "c")


def test_mdx_imports_are_no_text():
    text = "---\ntitle: t\n---\nimport X from './x'\n\nanswer"
    assert parse_article(raw(text, "a.mdx")).answer == "answer"


@pytest.mark.parametrize(
    ("title", "answer", "product"),
    [
        ("nacos 报 403", "x", "nacos"),
        ("报 403", "nacos 一次", ""),
        ("报 403", "nacos 与 Nacos", "nacos"),
        ("arthas 连 nacos", "arthas", "arthas"),
        ("nacosxyz", "nacosxyz nacosxyz", ""),
    ],
)
def test_product_is_guessed_among_the_known(title, answer, product):
    article = ParsedArticle("k", title, title, answer)
    known = {"nacos": "Nacos", "arthas": "Arthas"}
    assert guess_product(article, known) == product


DEEP = {
    "lists": "x: " + "[" * 20_000,
    "closed lists": "x: " + "[" * 20_000 + "]" * 20_000,
    "mappings": "x: " + "{" * 20_000,
    "pairs": "x: " + "[a: " * 5_000,
    "keys": "? " * 5_000 + "a",
    "dashes": "x:\n" + "- " * 5_000 + "a",
    "lines": "\n".join(" " * depth + "a:" for depth in range(60)),
}


@pytest.mark.parametrize("head", DEEP.values(), ids=DEEP)
def test_deep_front_matter_is_refused_before_it_is_parsed(head):
    found = parse_file(raw(f"---\ntitle: x\n{head}\n---\nbody"))
    assert isinstance(found, Problem)
    assert found.code == "front_matter"
    assert "nested deeper than 50 levels: put the value into quotes" in found.message
    assert found.line >= 3


def test_long_front_matter_is_refused():
    found = parse_file(raw(f"---\ntitle: x\nnote: {'a ' * 60_000}\n---\nbody"))
    assert (found.code, found.line) == ("front_matter", 2)
    assert "move the long text below its closing line" in found.message


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 9_000, "1:" * 900 + "1"])
def test_a_number_of_thousands_of_digits_is_refused(number):
    found = parse_file(raw(f"---\ntitle: x\nnote: {number}\n---\nbody"))
    assert (found.code, found.line) == ("front_matter", 3)
    assert "put it into quotes" in found.message


def test_nested_front_matter_of_people_is_kept():
    nested = "[" * 40 + "a" + "]" * 40
    article = parse_article(raw(f"---\ntitle: x\nnote: {nested}\n---\nbody"))
    assert str(article.extra["note"]).count("[") == 40

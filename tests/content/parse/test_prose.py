import pytest

from answers.content.parse.prose import cut_tail, read_byline


@pytest.mark.parametrize(
    "sign",
    [
        "登录后查看全文",
        "热门项目推荐",
        "相关推荐",
        "猜你喜欢",
        "上一篇：别的文章",
        "项目优选",
    ],
)
def test_the_tail_is_cut_at_its_first_sign(sign):
    lines = ["一", "二", "三", "四", sign, "与本文无关"]
    assert cut_tail(lines) == lines[:4]


@pytest.mark.parametrize(
    "line", ["登录后查看全文的办法是先登录", "推荐阅读官方文档，再动手"]
)
def test_a_sentence_is_no_sign(line):
    lines = ["一", "二", "三", "四", line, "五"]
    assert cut_tail(lines) == lines


def test_the_beginning_is_never_cut():
    assert cut_tail(["热门推荐", "正文", "正文", "正文"])[0] == "热门推荐"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("2025-07-09 14:42:13作者:甲", ("2025-07-09", "甲")),
        ("发布时间：2025/7/9", ("2025-07-09", "")),
        ("2025年7月9日 来源：某站", ("2025-07-09", "某站")),
        ("2025-07-09 发布了新版本，修复了问题", None),
        ("没有日期", None),
    ],
)
def test_a_byline_holds_date_and_author_and_nothing_else(line, read):
    assert read_byline(line) == read

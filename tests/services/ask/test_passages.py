"""Passages: to the point, bounded, balanced."""

from html.parser import HTMLParser

import pytest

from answers.services.ask.passages import LENGTH, pick_passage

OPENING = "<p>根据您提供的信息，令牌的问题如下：</p>\n"
CAUSES = "<h3>原因分析</h3>\n<ol>\n<li>令牌 token 过期</li>\n<li>时钟不准</li>\n</ol>"
TERMS = {"token": 3.0, "令牌": 2.0}
VOID = {"br", "hr", "img"}


class Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in VOID

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def is_balanced(html):
    reader = Balance()
    reader.feed(html)
    reader.close()
    return not reader.open


def test_causes_come_before_the_opening():
    passage = pick_passage(OPENING + CAUSES, TERMS)
    assert passage.text.startswith("原因分析\n令牌 token 过期")
    assert "<li>时钟不准</li>" in passage.html


def test_without_headings_the_list_comes_before_the_opening():
    passage = pick_passage(OPENING + "<ol><li>换一个 token</li></ol>", TERMS)
    assert passage.html == "<ol><li>换一个 token</li></ol>"


def test_the_section_that_was_asked_for_wins():
    filler = "<p>" + "与此无关的说明。" * 90 + "</p>"
    wanted = "<h3>令牌</h3><p>给 token 续期。</p>"
    html = f"<h3>端口</h3>{filler}{wanted}"
    assert pick_passage(html, TERMS).text == "令牌\n给 token 续期。"


def test_a_long_list_is_cut_between_its_items():
    items = "".join(
        f"<li>第 {n} 步：检查 <b>token</b> &lt;x&gt;。</li>" for n in range(90)
    )
    passage = pick_passage(f"<h3>步骤</h3><ol>{items}</ol>", TERMS)
    assert len(passage.text) <= LENGTH
    assert passage.text.rstrip("…").endswith("。")
    assert passage.html.endswith("</li></ol>")
    assert is_balanced(passage.html)


def test_a_long_paragraph_is_cut_at_a_sentence():
    passage = pick_passage("<p>" + "一句关于令牌的话。" * 200 + "</p>", TERMS)
    assert passage.text.endswith("。…")
    assert len(passage.text) <= LENGTH


def test_text_without_html_is_escaped():
    passage = pick_passage("", TERMS, text="用 <b>token</b>\n\n第二行")
    assert passage.html == "<p>用 &lt;b&gt;token&lt;/b&gt;</p>\n<p>第二行</p>"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<p>",
        "</p></div>",
        "<p><b>x</p></b>",
        "<div>" * 3000 + "x",
        "<ul><li>" * 500 + "token" * 500,
        "<pre>" + "token = 1\n" * 300 + "</pre>",
        "<table><tr><td>" + "token " * 400 + "</td></tr></table>",
        "<p>x<br/>y<br>z</p>",
        "<!-- c --><p>&lt;script&gt;</p>",
        "&amp;" * 2000,
        "<frameset>",
        "text <b>between</b> blocks<p>x</p>",
    ],
)
def test_whatever_comes_in_comes_out_balanced(html):
    passage = pick_passage(html, TERMS)
    assert is_balanced(passage.html)
    assert len(passage.text) <= LENGTH + 1
    assert "<script" not in passage.html

import re

import pytest

from answers.content.render import render


def html(answer: str) -> str:
    return render(question="q", answer=answer).answer_html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,xx)",
        '<a href="vbscript:x">y</a>',
        "![x](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_nothing_that_could_run_gets_through(hostile):
    body = html(hostile)
    assert "<script" not in body
    assert "<img" not in body
    assert "<svg" not in body
    assert not re.search(r"<[^>]*=\"(javascript|data|vbscript)", body)


def test_placeholders_are_shown_as_text():
    assert "http://&lt;nacos-ip&gt;:8848" in html("访问 http://<nacos-ip>:8848 即可")


def test_lists_need_no_blank_line_and_nest_by_their_text():
    body = html("**原因：**\n1. 一\n   - 细\n2. 二")
    assert body.count("<ol>") == 1
    assert "<ul>" in body
    assert body.count("<li") == 3


def test_a_fence_inside_an_item_stays_inside():
    body = html("1. 先：\n   ```bash\n   curl x\n     indented\n   ```\n2. 后")
    assert body.count("<ol>") == 1
    assert "curl" in body
    assert "```" not in body
    assert "  indented" in re.sub(r"<[^>]+>", "", body)


def test_an_item_goes_on_after_its_fence_and_the_next_one_follows_directly():
    body = html("1. 先：\n   ```\n   x\n   ```\n   说明\n2. 后\n   - 细\n3. 完")
    assert body.count("<ol>") == 1
    assert body.count("<li") == 4
    assert re.search(r"说明</p>\s*</li>", body)


def test_a_list_that_goes_on_after_a_fence_keeps_its_number():
    assert '<ol start="2">' in html("1. 一\n\n```\nx\n```\n\n2. 二")


def test_an_open_fence_is_closed():
    body = html("```yaml\na: 1\n")
    assert "<pre>" in body
    assert "`" not in body


def test_font_tags_vanish_and_their_text_stays():
    assert html('<font color="#FF0000">重要</font>') == "<p>重要</p>"


def test_headings_start_at_three_and_skip_nothing():
    body = html("# 一\n\n#### 二\n\n# 三")
    assert re.findall(r"<(h\d)", body) == ["h3", "h4", "h3"]


def test_outline_says_where_sections_start():
    look = render(question="q", answer="## 原因\n\n甲\n\n## 原因\n\n乙")
    assert [part["anchor"] for part in look.outline] == ["原因", "原因_1"]
    assert look.text[look.outline[1]["start"] :] == "原因\n乙"


@pytest.mark.parametrize(
    ("markdown", "link"),
    [
        (
            "[x](./user-question-history12.md)",
            '<a href="/articles/question-history-12/">x</a>',
        ),
        ("[x](../trace.md)", "<span>x</span>"),
        (
            "[差评](https://ai.nacos.io/user/feedbackByEnhancerGradePOJOID"
            "?enhancerGradePOJOId=7)",
            '<a href="/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId=7">',
        ),
        (
            "看https://example.org/a，然后",
            '<a href="https://example.org/a" rel="nofollow noopener">',
        ),
        ("![图](https://example.org/a.png)", '<a href="https://example.org/a.png"'),
    ],
)
def test_links_lead_inside_or_say_nothing_false(markdown, link):
    assert link in html(markdown)


def test_tables_and_code_keep_their_text():
    look = render(question="q", answer="|a|b|\n|-|-|\n|1|2|\n\n```\nx = <y>\n```")
    assert "<table>" in look.answer_html
    assert "x = <y>" in look.text


def test_a_question_is_shown_as_it_was_asked():
    look = render(question="#一句 <b>\n二\n\n三", answer="a")
    assert look.question_html == "<p>#一句 &lt;b&gt;<br>二</p>\n<p>三</p>"


def test_a_question_with_a_fence_is_markdown():
    assert "<pre>" in render(question="看：\n```\nlog\n```", answer="a").question_html


@pytest.mark.parametrize(
    "bad",
    ["[" * 9000, "[a](" * 9000, "*" * 3000, "> " * 900, "`" * 2000, "- " * 900],
)
def test_hostile_markdown_renders_in_bounded_time(bad):
    assert html(bad)


def test_steps_of_outer_numbered_lists_are_named_by_their_heading():
    body = html("## 步骤\n\n1. 一\n   1. 细\n2. 二\n\n## 其他\n\n- 甲\n\n3. 三")
    names = re.findall(r'<li id="([^"]+)"', body)
    assert names == ["步骤-1", "步骤-2", "其他-3"]

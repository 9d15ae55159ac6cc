import datetime as dt
import difflib
from dataclasses import replace

import pytest

from answers.content import ParsedArticle, parse_references, write_file
from answers.content.parse.article import parse_article
from answers.content.types import RawFile
from tests.content.samples import BARE, DASHES, FULL, PLAIN, SCRAPED

NAME = "user-question-history2.md"
SAMPLES = {"full": FULL, "bare": BARE, "dashes": DASHES, "plain": PLAIN}
SAMPLES |= {"scraped": SCRAPED}


def raw(data, path=NAME):
    return RawFile("docs", path, data if isinstance(data, bytes) else data.encode())


def written(source, path=NAME, **fields):
    """Return the lines of a changed file that differ; it reads back exactly."""
    file = raw(source, path)
    article = replace(parse_article(file), **fields)
    data, exact = write_file(article, name=file, template=file.data)
    assert exact
    old, new = file.data.decode(), data.decode()
    diff = difflib.ndiff(old.splitlines(), new.splitlines())
    return [line for line in diff if line[0] in "+-"]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\ufeff"])
def test_what_nobody_changed_keeps_every_byte(name, newline):
    text = SAMPLES[name]
    text = newline + text if newline == "\ufeff" else text.replace("\n", newline)
    file = raw(text)
    assert write_file(parse_article(file), name=file, template=file.data) == (
        file.data,
        True,
    )


def test_an_edited_answer_changes_its_line_alone():
    answer = parse_article(raw(FULL)).answer.replace("令牌", "token")
    assert written(FULL, answer=answer) == [
        "- 先看**令牌**是否过期。",
        "+ 先看**token**是否过期。",
    ]


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({"title": '新 "题"'}, ['+ title: "新 \\"题\\""']),
        ({"tags": ("403", "新")}, ['+ tags: ["403","新"]']),
        ({"category": "faq"}, ["+ category: faq"]),
        ({"category": "faq: yes"}, ['+ category: "faq: yes"']),
        ({"date": None}, ['+ date: ""']),
        ({"date": dt.date(2025, 1, 2)}, ['+ date: "2025-01-02"']),
        (
            {"extra": {"reviewed_on": "2.4", "n": [1]}},
            ["+ n: [1]", '+ reviewed_on: "2.4"'],
        ),
        ({"extra": {}}, []),
        ({"question": "另一个\n\n问题"}, ["+ ", "+ 另一个", "+ 问题"]),
    ],
    ids=str,
)
def test_a_changed_value_changes_its_line_alone(fields, lines):
    found = written(FULL, **fields)
    assert sorted(line for line in found if line[0] == "+") == sorted(lines)
    assert len(found) - len(lines) <= 1


def test_references_are_changed_one_by_one():
    old = parse_article(raw(FULL)).references
    new = (old[0], *parse_references("[新](https://n.example)"), old[2])
    assert written(FULL, references=new) == [
        "-  *[登录接口](https://example.org/login)",
        "+ - [新](https://n.example)",
    ]


def test_sections_that_were_not_there_are_added():
    new = parse_references("[新](https://n.example)\n专家经验：x")
    found = written(BARE, references=new, question="为什么？")
    assert "+ ## 用户问题" in found
    assert "+ ## 参考链接" in found
    assert not [line for line in found if line[0] == "-"]


@pytest.mark.parametrize(
    "head",
    [
        "title: 题\ntags:\n  - a\n  - b\n# 注释\nkeep: {x: 1}\n",
        "title: '题'   # 注释\ntags: [ a, b ]\nkeep:\n  x: 1\n",
        'keep:\n- {x: 1}\ntitle: |\n  题\ntags: "a, b"\n',
        "{title: 题, tags: [a, b]}\n",
        "tags: [a, b]\ntitle:\n  题\n",
    ],
)
def test_front_matter_of_every_form_is_changed(head):
    text = f"---\n{head}---\n\n答案\n"
    found = written(text, title="新的", tags=("a", "c"), keywords=("k",))
    assert all(
        "注释" not in line for line in found if line[0] == "+" and "#" not in line
    )


def after(text, diff):
    """Return the lines of a text after a diff took away and brought some."""
    gone = [line[2:] for line in diff if line[0] == "-"]
    kept = [line for line in text.splitlines() if line not in gone]
    return kept + [line[2:] for line in diff if line[0] == "+"]


@pytest.mark.parametrize("name", ["plain", "scraped"])
def test_a_text_without_front_matter_takes_an_edit(name):
    file = raw(SAMPLES[name])
    answer = parse_article(file).answer
    found = written(SAMPLES[name], answer=f"{answer}\n\n补充一句。")
    assert len(found) < 5
    other = written(SAMPLES[name], category="faq", tags=("x",))
    assert '+ category: "faq"' in other


def test_mdx_keeps_its_code():
    text = "---\ntitle: 题\n---\nimport X from 'x'\n\n答案\nexport const a = 1\n\n完\n"
    assert written(text, "a.mdx", answer="答案\n\n完了") == ["- 完", "+ 完了"]


def test_an_article_without_a_file_is_written_and_reads_back():
    article = ParsedArticle(
        "q-1", 'a: "b" #', "为什么？\n\n---\n\n真的", "## 小标题\n\n1. x\n\n    code",
        "说明", "faq", dt.date(2025, 1, 1), ("a,b", "c"), ("k",),
        parse_references("[x](https://e.example/a_(b))\n专家经验：y\nhttps://z.example"),
        extra={"n": {"a": [1, None, True]}, "t": "yes"},
    )  # fmt: skip
    data, exact = write_file(article, name=raw(b"", "q-1.md"))
    assert exact
    found = parse_article(RawFile("o", "q-1.md", data))
    assert found.content() == article.content()
    again, _ = write_file(article, name=raw(b"", "q-1.md"))
    assert again == data


def test_headings_of_a_page_inside_an_answer_stay_in_it():
    article = ParsedArticle("q", "t", "q", "x\n\n## 参考链接\n\ny")
    assert write_file(article, name=raw(b"", "q.md"))[1]


def test_what_no_file_can_say_is_not_hidden():
    article = ParsedArticle("q", "t", "q", "x\n\n---")
    assert not write_file(article, name=raw(b"", "q.md"))[1]


def test_a_link_whose_text_is_its_address_reads_back_as_that_link():
    link = "[https://example.org/a](https://example.org/a)"
    article = ParsedArticle("a", "题", "题", "答", references=parse_references(link))
    data, exact = write_file(article, name=raw(b"", "a.md"))
    assert exact
    assert link in data.decode()

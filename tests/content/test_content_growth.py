"""No text costs more than about linear time, whatever it is made of."""

import itertools
import time

import pytest

from answers.content.causes import read_causes
from answers.content.parse.article import parse_file
from answers.content.parse.prose import read_prose
from answers.content.parse.references import parse_references, sibling_key
from answers.content.parse.sections import split_sections
from answers.content.render import normalise, render
from answers.content.types import RawFile
from answers.content.write.front_matter import UnwritableError, patch_head
from answers.symptoms import recognise
from answers.text.diffs import counts
from answers.text.logs import telling_part
from answers.text.merge import merge_lines
from answers.text.normalization import (
    one_line,
    slugify,
    strip_routing_label,
    without_marks,
)
from answers.text.redaction import redact

LENGTH = 2_000  # characters of the shorter text; the longer one has four times as many
COSTLY = 0.05  # seconds of CPU from which on the growth is judged
MOST = 10  # times as long for four times the text; 16 is quadratic
AT_ONCE = 1.0  # seconds of CPU for the longer text, whatever its growth

UNITS = (
    *("[", "[a](", "![", "](", "(", "[a]: b\n", "[$1]", "{{{", "{", "<http://a "),
    *(
        "-\n",
        "- ",
        "-",
        "* ",
        "- a\n",
        "  - a\n",
        "1. a\n",
        "1. a\n   1. b\n",
        "2. a\n\n",
    ),
    *(" ", "\t", "\n", "\u00a0", "\u3000", "a  ", "a\n\n", "a\n-\n", "a  b\n===\n"),
    *("`", "```\n", "```a\n", "~", "~~~\n", "`a", "*", "**a", "_a", "__", "*a _b "),
    *(
        "|",
        "| a | b |\n",
        "a|b\n-|-\n",
        "> ",
        "> a\n",
        '"a',
        "'",
        "错",
        "错误：\n",
        "，",
    ),
    *("a:\n", "a: b\n", "? ", "#", "# a\n", "# a  b\n", "**a**\n", "原因：\n- a\n"),
    *("<b>", "<", "</b>", "<font ", "</font", "<br", "&lt;", "&", "\\", "$a", "@a "),
    *("a", "a ", "a.", "/a", "4", "4.", "403 ", "A_", "aException", "error: ", "msg='"),
    *("password=", "-p a", "bearer a", "a:b@", "-----BEGIN PRIVATE KEY-----\n"),
    *("a-opensource", "点赞 ", "2024-01-01 ", "## 反馈\n", "## 参考链接\n", "a\n---\n"),
)
AROUND = (("", ""), ("x\n", "!x"), ("## 原因\n报错", ""), ("x ", " x\n\n"))


def page(text):
    return parse_file(RawFile("r", "a.md", f"---\ntitle: a\n---\n{text}\nx".encode()))


def head(text):
    raw = f"---\ntitle: a\n{text}\nx: {text}\n---\nx"
    return parse_file(RawFile("r", "a.md", raw.encode()))


def patched(text):
    try:
        return patch_head(f"title: a\n{text}\n", {"title": "b"})
    except UnwritableError:
        return None


def merged(text):
    lines = text.split("\n")
    return merge_lines(["a", *lines], ["b", *lines], ["c", *lines, "d"])


PARSERS = {
    "page": page,
    "front matter": head,
    "front matter, changed": patched,
    "sections": split_sections,
    "prose": lambda text: read_prose(f"x\n{text}"),
    "references": parse_references,
    "link": sibling_key,
    "causes": read_causes,
    "indentation": normalise,
    "render": lambda text: render(question="x", answer=text),
    "question": lambda text: render(question=text, answer="x"),
    "symptoms": recognise,
    "log": lambda text: telling_part(text, 300),
    "redaction": redact,
    "routing label": strip_routing_label,
    "slug": slugify,
    "one line": one_line,
    "marks": without_marks,
    "merge": merged,
    "diff": lambda text: counts(text, f"a\n{text}\nb"),
}

HEAVY = ("render", "question", "front matter, changed", "causes")  # milliseconds a page


def seconds(parse, text, *, least=1):
    """Return the CPU time of the fastest of ``least`` runs."""
    taken = []
    for _ in range(least):
        start = time.process_time()
        parse(text)
        taken.append(time.process_time() - start)
    return min(taken)


def made_of(unit, around, length):
    first, last = around
    return f"{first}{unit * (length // len(unit))}{last}"


@pytest.mark.parametrize("name", PARSERS)
def test_four_times_the_text_takes_about_four_times_as_long(name):
    parse, slow = PARSERS[name], []
    length, places = (LENGTH, AROUND[:1]) if name in HEAVY else (LENGTH, AROUND)
    for unit, around in itertools.product(UNITS, places):
        long = made_of(unit, around, 4 * length)
        taken = seconds(parse, long)
        if taken < COSTLY:
            continue
        short = made_of(unit, around, length)
        taken = min(taken, seconds(parse, f"{long} ", least=2))
        growth = taken / max(seconds(parse, short, least=3), 1e-4)
        if taken > AT_ONCE or (taken > COSTLY and growth > MOST):
            slow.append((unit, around, round(taken, 2), round(growth, 1)))
    assert slow == []


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (strip_routing_label, " " * 400_000 + "x"),
        (strip_routing_label, "a." * 200_000 + "-"),
        (lambda text: render(question="x", answer=text), "-\n" * 30_000),
        (lambda text: render(question="x", answer=text), "a\n---\n" * 10_000),
        (lambda text: render(question="x", answer=text), "```\n" * 60_000),
        (lambda text: render(question="x", answer=text), "- " * 30_000 + "x"),
        (read_prose, "x\n" + "错误原因\n" * 10_000),
        (read_prose, "x\n2024-01-01" + " " * 60_000 + "x"),
        (read_prose, "x\n# a" + " " * 60_000 + "x"),
        (split_sections, "x" + "\n## 反馈" * 20_000),
        (split_sections, "# " + "#" * 60_000 + "x"),
        (split_sections, "# 答案\n" + " " * 60_000 + "x"),
        (parse_references, "<font" * 60_000),
        (normalise, "<font" * 60_000),
        (read_causes, "# " + "#" * 60_000 + "x"),
        (read_causes, "报错\n\n## 原因\n" + "- 没有错误\n" * 10_000),
        (
            read_causes,
            "报错\n\n## 原因\n"
            + "- 没有 a\n" * 3_000
            + "## 解决\n"
            + "- 没有 a\n" * 3_000,
        ),
    ],
)
def test_what_once_took_quadratic_time_takes_little(parse, text):
    assert seconds(parse, text) < 5


def test_a_text_that_would_take_too_long_is_shown_as_it_is():
    for text in ("-\n" * 30_000, "```\n<b>\n" * 3_000):
        found = render(question="x", answer=text)
        assert found.answer_html.startswith("<pre>")
        assert "<b>" not in found.answer_html
        assert found.outline == ()
        assert found.text.count("\n") > 1_000


def test_what_people_write_at_most_is_laid_out():
    rows = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 2_000
    steps = "1. a\n   - b\n     - c\n       - d\n" * 500
    code = "```python\nx = 1\n```\n\n" * 300
    quotes = "# a\n**b**\n> c\n\n" * 1_000
    html = render(question="x", answer=f"{rows}\n{steps}\n{code}\n{quotes}").answer_html
    assert html.count("<tr>") == 2_001
    assert html.count("<li") == 2_000
    assert html.count('<div class="code">') == 300
    assert html.count("<strong>") == 1_000

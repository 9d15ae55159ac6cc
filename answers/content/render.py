"""Render: Markdown to safe HTML, plain text and an outline, once, at ingest.

Python-Markdown parses, Pygments colours code, nh3 lets nothing through that could
run. Raw HTML is shown as the text it is: ``<nacos-server-ip>`` is a placeholder,
not an element. ``normalise`` brings lists and fences into the indentation that
Python-Markdown expects; ``_Rules`` is what our pages want otherwise than the library.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import nh3
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from answers.content.parse.references import sibling_key
from answers.content.types import OutlineEntry
from answers.lib.fingerprints import fingerprint
from answers.text.normalization import cut, one_line, slugify, strip_routing_label

# Bump on any change that can alter the HTML of the same Markdown.
RENDERER_GENERATION = 5
RENDERER = fingerprint(
    RENDERER_GENERATION, *(version(name) for name in ("Markdown", "Pygments", "nh3"))
)

_TAGS = set(
    "p h3 h4 h5 h6 ul ol li pre code span div a strong em del blockquote table thead "
    "tbody tr th td hr br".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "li": {"id"},
    "span": {"class"},
    "div": {"class"},
    "code": {"class"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML of question and answer, the answer's plain text and its headings."""

    question_html: str
    answer_html: str
    text: str
    outline: tuple[OutlineEntry, ...]


def render(*, question: str, answer: str) -> Rendered:
    """Render a question as plain text with line breaks, and its answer as Markdown."""
    body, tokens = _render_markdown(answer)
    text = plain_text(body)
    return Rendered(_render_question(question), body, text, _outline(tokens, text))


def _render_question(question: str) -> str:
    """Return the question; it is Markdown only where it fences code.

    The label by which it was routed to an expert is no part of it.
    """
    question = strip_routing_label(question)
    if "```" in question:
        return _render_markdown(question)[0]
    paragraphs = re.split(r"\n\s*\n", question.strip())
    return "\n".join(
        f"<p>{'<br>'.join(html.escape(line.strip()) for line in part.splitlines())}</p>"
        for part in paragraphs
    )


def _render_markdown(text: str) -> tuple[str, list[dict[str, Any]]]:
    markdown = _Markdown(
        extensions=[
            "pymdownx.superfences",
            "pymdownx.highlight",
            "tables",
            "sane_lists",
            TocExtension(slugify=make_anchor, toc_depth="1-6"),
            _Rules(),
        ],
        extension_configs={
            "pymdownx.highlight": {
                "css_class": "code",
                "guess_lang": False,
                "use_pygments": True,
            }
        },
        output_format="html",
    )
    try:
        if len(_FENCE_LINES.findall(text)) > MOST_FENCES:
            raise _TooCostlyError
        raw = markdown.convert(normalise(text))
    except (RecursionError, _TooCostlyError):
        # Nested deeper than anything a person writes: shown, but not laid out.
        raw = f"<pre>{html.escape(text)}</pre>"
        markdown.toc_tokens = []  # type: ignore[attr-defined]
    safe = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return safe, _flat(markdown.toc_tokens)  # type: ignore[attr-defined]


def make_anchor(title: str, separator: str = "-") -> str:
    """Return the anchor of a heading, as ``TocExtension`` calls it."""
    del separator
    return re.sub(r"\W+", "-", slugify(cut(title, 60))).strip("-") or "section"


def plain_text(body: str) -> str:
    """Return rendered HTML as plain text, one block a line."""
    body = re.sub(r"<(br|/t[dh])\b[^>]*>", " ", body)
    text = html.unescape(re.sub(r"<[^>]+>", "", body))
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _flat(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    flat = []
    for token in tokens:
        flat += [token, *_flat(token["children"])]
    return flat


def _outline(tokens: list[dict[str, Any]], text: str) -> tuple[OutlineEntry, ...]:
    found: list[OutlineEntry] = []
    position = 0
    for token in tokens:
        title = one_line(html.unescape(re.sub(r"<[^>]+>", "", token["name"])))
        # In a part of the text, so that titles that are not found cost linear time.
        at = max(text.find(title, position, position + 100_000), position)
        found.append(
            {
                "level": token["level"],
                "title": title,
                "anchor": token["id"],
                "start": at,
            }
        )
        position = at + len(title)
    return tuple(found)


# Indentation.
#
# Writers of Q&A follow CommonMark: a list may follow a paragraph directly, nested
# items are indented to their parent's text, fences may stand inside items.
# Python-Markdown wants four columns a level and blank lines around lists. ``normalise``
# walks the lines with CommonMark's stack of open items and writes them out that way.

_ITEM = re.compile(r"^(?P<indent>\s*)(?P<marker>[-*+]|\d{1,9}[.)])(?P<gap>\s+)(?=\S)")
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_FENCE_LINES = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_RULE = re.compile(r"^\s{0,3}([-*_])\s*(\1\s*){2,}$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FONT = re.compile(r"</?font[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^\s{0,3}#{1,6}(\s|[^#\s])")
_TIGHT_HEADING = re.compile(r"^(\s{0,3}#{1,6})([^#\s])")


DEEPEST_ITEM = 12  # levels of lists; each takes four columns of every line in it


@dataclass(slots=True)
class _Walk:
    """The state of ``normalise`` between two lines."""

    out: list[str] = field(default_factory=list)
    items: list[int] = field(default_factory=list)  # column of each open item's text
    fence: str = ""  # the open fence's characters
    fence_indent: int = 0
    blank: bool = True
    prose: bool = False  # what follows the last blank line begins without a marker


def normalise(markdown: str) -> str:
    """Return the same Markdown, indented for Python-Markdown; fences are closed."""
    walk = _Walk()
    for line in markdown.expandtabs(4).split("\n"):
        _step(walk, line)
    if walk.fence:
        walk.out.append("    " * len(walk.items) + walk.fence)
    return "\n".join(walk.out)


def _step(walk: _Walk, line: str) -> None:
    if walk.fence:
        _inside_fence(walk, line)
        return
    if not line.strip():
        walk.out.append("")
        walk.blank = True
        return
    opening = _FENCE.match(line)
    if opening:
        _open_fence(walk, opening)
        return
    line = _FONT.sub("", _BREAK.sub("  ", line))
    item = None if _RULE.match(line) else _ITEM.match(line)
    if walk.blank:
        walk.prose = not item
    if item:
        _item(walk, line, item)
    else:
        _prose(walk, line)
    walk.blank = False


def _inside_fence(walk: _Walk, line: str) -> None:
    closing = _FENCE.match(line)
    pad = "    " * len(walk.items)
    if (
        closing
        and closing["fence"].startswith(walk.fence)
        and not closing["info"].strip()
    ):
        walk.out += [pad + walk.fence, ""]
        walk.fence, walk.blank = "", True
        return
    extra = len(line) - len(line.lstrip(" "))
    walk.out.append(pad + line[min(extra, walk.fence_indent) :])


def _open_fence(walk: _Walk, opening: re.Match[str]) -> None:
    indent = len(opening["indent"])
    if walk.items and indent < walk.items[0] and not (indent and walk.blank):
        _close_items(walk, indent)
    elif walk.items:
        _close_items(walk, max(indent, walk.items[0]))
    if not walk.blank:
        walk.out.append("")
    walk.fence, walk.fence_indent = opening["fence"], indent
    info = opening["info"].strip().split()
    language = re.sub(r"[^\w+#.-]", "", info[0]) if info else ""
    walk.out.append("    " * len(walk.items) + opening["fence"] + language)


def _close_items(walk: _Walk, indent: int) -> None:
    """Close the items whose text starts to the right of ``indent``."""
    while walk.items and indent < walk.items[-1]:
        walk.items.pop()


def _item(walk: _Walk, line: str, item: re.Match[str]) -> None:
    indent = len(item["indent"])
    had = len(walk.items)
    _close_items(walk, indent)
    # Python-Markdown sees a list only behind a blank line or another item.
    if not walk.blank and (had == 0 or walk.prose):
        walk.out.append("")
        walk.prose = False
    text = line[item.end() :]
    numbered = item["marker"][0].isdigit()
    marker = item["marker"].replace(")", ".") if numbered else "-"
    walk.out.append("    " * len(walk.items) + f"{marker} {text}")
    if len(walk.items) < DEEPEST_ITEM:
        walk.items.append(indent + len(item["marker"]) + min(len(item["gap"]), 4))


def _prose(walk: _Walk, line: str) -> None:
    indent = len(line) - len(line.lstrip(" "))
    if _HEADING.match(line) and indent < 4:
        _close_items(walk, indent)
        line = _TIGHT_HEADING.sub(r"\1 \2", line) if not walk.items else line
        if not walk.blank:
            walk.out.append("")
    elif walk.blank:
        _close_items(walk, indent)
    hard_break = "  " if line.endswith("  ") else ""
    walk.out.append("    " * len(walk.items) + line.strip(" ") + hard_break)


# What our Markdown does otherwise than Python-Markdown's.

MOST_BRACKETS = 500  # in one paragraph
MOST_FENCES = (
    2_000  # lines of them; each block of code takes a millisecond to be coloured
)
LONGEST_PARAGRAPH = 20_000  # characters
BLOCK_BUDGET, BLOCK_SHARE = 2_000_000, 20  # characters of blocks: at least; a character
TOP_HEADING = 3  # the page has h1 for the title and h2 for its parts
_URL = r"(https?://[^\s<>\"'`\u3000-\u303f\u4e00-\u9fff\uff00-\uffef)\]}]+)"
_BARE_URL = rf"(?<![A-Za-z0-9_\"'=(/]){_URL}"
_FEEDBACK = re.compile(
    r"^https?://[^/]+(/user/feedbackByEnhancerGradePOJOID\?enhancerGradePOJOId=\d+)$"
)


class _Markdown(Markdown):
    """Python-Markdown with a block parser of linear time, within a budget."""

    budget: _BlockBudget

    def build_parser(self) -> _Markdown:
        super().build_parser()
        parse_blocks = self.parser.parseBlocks

        def parse_each(parent: ET.Element, blocks: list[str]) -> None:
            # The library takes each block from the front of the list: 500,000 of them
            # take a minute. No processor here looks at a block behind the first.
            for block in blocks:
                parse_blocks(parent, [block])

        self.parser.parseBlocks = parse_each  # type: ignore[method-assign]
        self.budget = _BlockBudget(self.parser)
        # Before all others (empty: 100), so that it sees every block.
        self.parser.blockprocessors.register(self.budget, "our_budget", 110)
        return self

    def convert(self, source: str) -> str:
        """Return the HTML. Raises _TooCostlyError where the budget does not do."""
        self.budget.left = BLOCK_BUDGET + BLOCK_SHARE * len(source)
        return super().convert(source)


class _Rules(Extension):
    """Raw HTML off, bare addresses as links, headings and links as our pages need."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        md.preprocessors.deregister("html_block")
        for name in ("html", "automail"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_BareUrl(_BARE_URL, md), "bare_url", 75)
        # Before inline (20), which reads links, bold and code.
        md.treeprocessors.register(_InlineLimit(md), "our_tangles", 30)
        # Before toc (5), which gives the ids.
        md.treeprocessors.register(_Headings(md), "our_headings", 7)
        md.treeprocessors.register(_Links(md), "our_links", 6)
        # After toc: a step is named by the heading it stands under.
        md.treeprocessors.register(_Steps(md), "our_steps", 4)


class _BareUrl(InlineProcessor):
    """An address in running text becomes a link, without the punctuation behind it."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        del data
        url = m[1].rstrip(".,;:!?*_~")
        link = ET.Element("a", {"href": url})
        link.text = AtomicString(url)
        return link, m.start(0), m.start(1) + len(url)


class _TooCostlyError(Exception):
    """The library would take too long over a text."""


class _BlockBudget(BlockProcessor):
    """Count the characters of the blocks that are parsed, and stop beyond a budget.

    The library parses the rest of a block anew behind each heading or rule in it, and
    a nested block once a level: 30,000 lines of one dash take 45 seconds. What people
    write takes at most ten times its length.
    """

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.left = 0

    def test(self, parent: ET.Element, block: str) -> bool:
        del parent
        self.left -= len(block)
        if self.left < 0:
            raise _TooCostlyError
        return False


class _InlineLimit(Treeprocessor):
    """Leave a very long paragraph as it is, or one of very many brackets.

    The library takes quadratic time over both: 8,000 brackets take half a minute.
    """

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            text = element.text or ""
            if len(text) > LONGEST_PARAGRAPH or text.count("[") > MOST_BRACKETS:
                element.text = AtomicString(text)


class _Headings(Treeprocessor):
    """Headings start at h3 and skip no level, whatever the writer used."""

    def run(self, root: ET.Element) -> None:
        open_levels: list[int] = []
        for element in root.iter():
            if len(element.tag) != 2 or element.tag[0] != "h" or element.tag == "hr":
                continue
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(TOP_HEADING + len(open_levels) - 1, 6)}"


class _Steps(Treeprocessor):
    """Each step of an outer numbered list has a name, so that links can reach it."""

    def run(self, root: ET.Element) -> None:
        taken = {element.get("id") for element in root.iter()}
        under = "step"
        for element in root:
            under = element.get("id") or under
            if element.tag != "ol":
                continue
            for number, item in enumerate(element, int(element.get("start", 1))):
                name = f"{under}-{number}"
                if item.tag == "li" and name not in taken:
                    item.set("id", name)
                    taken.add(name)


class _Links(Treeprocessor):
    """Point links to articles and feedback pages here; make images links."""

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if element.tag == "img":
                _image_to_link(element)
            if element.tag == "a":
                _mend_link(element)


def _image_to_link(element: ET.Element) -> None:
    """Replace an image by a link: loading it would tell its site who reads."""
    source, alt = element.get("src", ""), element.get("alt", "")
    element.attrib.clear()
    element.tag = "a"
    element.set("href", source)
    element.text = AtomicString(alt or source)


def _mend_link(element: ET.Element) -> None:
    href = element.get("href", "")
    feedback = _FEEDBACK.match(href)
    sibling = sibling_key(href)
    if feedback:
        element.set("href", feedback[1])
    elif sibling:
        element.set("href", f"/articles/{quote(sibling)}/")
    elif href.startswith(("http://", "https://")):
        element.set("rel", "nofollow noopener")
    elif not href.startswith(("#", "mailto:")):
        # Relative to a site we do not know: the words stay, the dead link goes.
        element.tag = "span"
        element.attrib.clear()

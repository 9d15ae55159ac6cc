"""Render: Markdown to safe HTML, plain text and outline, once, at ingest.

Python-Markdown parses, Pygments colours code, nh3 lets nothing through that could
run. Raw HTML is shown as the text it is: ``<nacos-server-ip>`` is a placeholder,
not an element.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from answers.ingest.blocks import normalise
from answers.ingest.references import sibling_key
from answers.lib.fingerprints import fingerprint
from answers.lib.text import cut, one_line, slugify

# Bump on any change that can alter the HTML of the same Markdown.
RENDERER_GENERATION = 1
RENDERER = fingerprint(
    RENDERER_GENERATION, *(version(name) for name in ("Markdown", "Pygments", "nh3"))
)
MOST_BRACKETS = 500  # in one paragraph
TOP_HEADING = 3  # the page has h1 for the title and h2 for its parts

_TAGS = set(
    "p h3 h4 h5 h6 ul ol li pre code span div a strong em del blockquote table thead "
    "tbody tr th td hr br".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "span": {"class"},
    "div": {"class"},
    "code": {"class"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}
_URL = r"(https?://[^\s<>\"'`\u3000-\u303f\u4e00-\u9fff\uff00-\uffef)\]}]+)"
_BARE_URL = rf"(?<![A-Za-z0-9_\"'=(/]){_URL}"
_FEEDBACK = re.compile(
    r"^https?://[^/]+(/user/feedbackByEnhancerGradePOJOID\?enhancerGradePOJOId=\d+)$"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What pages and index need of a text, ready made.

    ``outline`` lists the headings: level, title, anchor, and where in ``text`` the
    section starts.
    """

    question_html: str
    answer_html: str
    text: str
    outline: tuple[dict[str, Any], ...]


def render(*, question: str, answer: str) -> Rendered:
    """Render a question as it was asked, and its answer as Markdown."""
    body, tokens = _render_markdown(answer)
    text = plain_text(body)
    return Rendered(_render_question(question), body, text, _outline(tokens, text))


def _render_question(question: str) -> str:
    """Return the question; it is Markdown only where it fences code."""
    if "```" in question:
        return _render_markdown(question)[0]
    paragraphs = re.split(r"\n\s*\n", question.strip())
    return "\n".join(
        f"<p>{'<br>'.join(html.escape(line.strip()) for line in part.splitlines())}</p>"
        for part in paragraphs
    )


def _render_markdown(text: str) -> tuple[str, list[dict[str, Any]]]:
    markdown = Markdown(
        extensions=[
            "pymdownx.superfences",
            "pymdownx.highlight",
            "tables",
            "sane_lists",
            TocExtension(slugify=_anchor, toc_depth="1-6"),
            _OurRules(),
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
        raw = markdown.convert(normalise(text))
    except RecursionError:
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


def _anchor(title: str, separator: str) -> str:
    del separator
    return re.sub(r"\W+", "-", slugify(cut(title, 60))).strip("-") or "section"


def plain_text(body: str) -> str:
    """Return HTML of ours as text: what a reader sees, one block a line."""
    body = re.sub(r"<(br|/t[dh])\b[^>]*>", " ", body)
    text = html.unescape(re.sub(r"<[^>]+>", "", body))
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _flat(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    flat = []
    for token in tokens:
        flat += [token, *_flat(token["children"])]
    return flat


def _outline(tokens: list[dict[str, Any]], text: str) -> tuple[dict[str, Any], ...]:
    found = []
    position = 0
    for token in tokens:
        title = one_line(html.unescape(re.sub(r"<[^>]+>", "", token["name"])))
        at = max(text.find(title, position), position)
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


class _OurRules(Extension):
    """Raw HTML off, bare addresses as links, headings and links as our pages need."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        for name in ("html_block",):
            md.preprocessors.deregister(name)
        for name in ("html", "automail"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_BareUrl(_BARE_URL, md), "bare_url", 75)
        # Before inline (20), which reads links, bold and code.
        md.treeprocessors.register(_Tangles(md), "our_tangles", 30)
        # Before toc (5), which gives the ids.
        md.treeprocessors.register(_Headings(md), "our_headings", 7)
        md.treeprocessors.register(_Links(md), "our_links", 6)


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


class _Tangles(Treeprocessor):
    """A paragraph of brackets without end stays as it is.

    The library takes quadratic time over them: 8,000 take half a minute.
    """

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if element.text and element.text.count("[") > MOST_BRACKETS:
                element.text = AtomicString(element.text)


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


class _Links(Treeprocessor):
    """Links lead into the house where they can; images become links to them."""

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if element.tag == "img":
                _image_to_link(element)
            if element.tag == "a":
                _mend_link(element)


def _image_to_link(element: ET.Element) -> None:
    """An image of another site would tell that site who reads; a link does not."""
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

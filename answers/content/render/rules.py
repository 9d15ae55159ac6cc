"""Rules: what our Markdown does otherwise than Python-Markdown's."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from answers.content.parse.references import sibling_key

MOST_BRACKETS = 500  # in one paragraph
TOP_HEADING = 3  # the page has h1 for the title and h2 for its parts
_URL = r"(https?://[^\s<>\"'`\u3000-\u303f\u4e00-\u9fff\uff00-\uffef)\]}]+)"
_BARE_URL = rf"(?<![A-Za-z0-9_\"'=(/]){_URL}"
_FEEDBACK = re.compile(
    r"^https?://[^/]+(/user/feedbackByEnhancerGradePOJOID\?enhancerGradePOJOId=\d+)$"
)


class OurRules(Extension):
    """Raw HTML off, bare addresses as links, headings and links as our pages need."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        md.preprocessors.deregister("html_block")
        for name in ("html", "automail"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_BareUrl(_BARE_URL, md), "bare_url", 75)
        # Before inline (20), which reads links, bold and code.
        md.treeprocessors.register(_Tangles(md), "our_tangles", 30)
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

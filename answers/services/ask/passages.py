"""Passages: the part of an answer that decides: causes and steps, not the opening.

Pure: safe HTML in, a balanced piece of it and the same as text out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from answers.text.normalization import fold

LENGTH = 600  # characters of a passage, about
LEAST = 80  # what is left must hold so many for a piece of a block to be worth it
LONG_OPENING = 200  # characters from which on a first paragraph says something
MOST_BLOCKS = 300
MOST_TERMS = 40
DEEPEST = 40  # tags inside tags; what is deeper keeps its words only

# What a beginning adds, as a share of all terms: how an answer is laid out says where
# it gets to the point.
REMEDY, LISTED, OPENING, CLOSING = 0.4, 0.15, -1.5, -0.4

_VOID = frozenset("area base br col hr img input wbr".split())
_BLOCK = frozenset(
    "p div ul ol li pre table thead tbody tr blockquote h1 h2 h3 h4 h5 h6 br hr".split()
)
_NESTED = frozenset("div ul ol li blockquote".split())
_REMEDY = re.compile(
    r"原因|分析|解决|步骤|方案|方法|排查|处理|建议|\b(?:causes?|reasons?|fix|solutions?"
    r"|steps?|resolution|workaround)\b"
)
_CLOSING = re.compile(
    r"解释|注意|总结|参考|说明|结论|\b(?:notes?|summary|references?)\b"
)
_OPENING = re.compile(
    r"根据.{0,12}(?:提供|描述|信息|内容|知识)|(?:您|你)(?:好|遇到|提到|提供)"
    r"|(?:based on|according to) (?:the|your)"
)
_BLANK = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"[。！？；.!?;](?=\s|$)|[。！？；\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an answer, plain and as balanced HTML."""

    text: str
    html: str


@dataclass(slots=True)
class _Node:
    """An element with its children; ``start`` is its start tag as written."""

    tag: str
    start: str
    children: list[_Node | str] = field(default_factory=list)

    def html(self) -> str:
        inner = "".join(
            escape(child, quote=False) if isinstance(child, str) else child.html()
            for child in self.children
        )
        return self.start + ("" if self.tag in _VOID else f"{inner}</{self.tag}>")

    def text(self) -> str:
        parts = (c if isinstance(c, str) else c.text() for c in self.children)
        inner = "".join(parts)
        return f"{inner.rstrip()}\n" if self.tag in _BLOCK else inner


class _Reader(HTMLParser):
    """Reads HTML as a tree; a wrong end tag is passed over, a missing one added."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Node("", "")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if len(self._open) > DEEPEST:
            return
        node = _Node(tag, self.get_starttag_text() or f"<{tag}>")
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in _VOID and len(self._open) <= DEEPEST:
            node = _Node(tag, self.get_starttag_text() or f"<{tag}>")
            self._open[-1].children.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def pick_passage(
    html: str, terms: Mapping[str, float], *, text: str = "", length: int = LENGTH
) -> Passage:
    """Return the passage of ``html`` that holds the most of what was asked for.

    Without HTML the ``text`` is taken, a paragraph a line.
    """
    blocks = _blocks(html) or [
        _Node("p", "<p>", [line]) for line in text.splitlines() if line.strip()
    ]
    if not blocks:
        return Passage("", "")
    start = _best_start(blocks, terms, length)
    kept = list(_take(blocks[start:], length))
    return Passage(
        _BLANK.sub("\n", "".join(node.text() for node in kept)).strip(),
        "\n".join(node.html() for node in kept),
    )


def _blocks(html: str) -> list[_Node]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found: list[_Node] = []
    for child in reader.root.children[: MOST_BLOCKS * 2]:
        if not isinstance(child, str):
            found.append(child)
        elif child.strip():
            found.append(_Node("p", "<p>", [child]))
    return [node for node in found if node.text().strip()][:MOST_BLOCKS]


def _best_start(
    blocks: Sequence[_Node], terms: Mapping[str, float], length: int
) -> int:
    """Return the block from which on ``length`` characters decide the most."""
    heaviest = sorted(terms, key=lambda term: -terms[term])[:MOST_TERMS]
    texts = [fold(block.text()) for block in blocks]
    held = [{term for term in heaviest if term in text[:5000]} for text in texts]
    whole = sum(terms[term] for term in heaviest) or 1.0
    best, best_score = 0, float("-inf")
    for start in range(len(blocks)):
        inside: set[str] = set()
        size, has_list = 0, False
        for place in range(start, len(blocks)):
            inside |= held[place]
            has_list = has_list or blocks[place].tag in ("ol", "ul")
            size += len(texts[place])
            if size >= length:
                break
        score = sum(terms[term] for term in inside) / whole
        score += _layout(blocks[start], texts[start]) + LISTED * has_list
        if score > best_score + 1e-9:
            best, best_score = start, score
    return best


def _layout(block: _Node, text: str) -> float:
    """Return what the way a block begins says about it."""
    lead = text.strip()
    if len(lead) < LONG_OPENING and _OPENING.search(lead[:80]):
        return OPENING
    is_lead = block.tag in ("h1", "h2", "h3", "h4", "h5", "h6") or (
        len(lead) < 40 and lead.endswith((":", "："))
    )
    if is_lead and _REMEDY.search(lead):
        return REMEDY
    if is_lead and _CLOSING.search(lead):
        return CLOSING
    return 0.0


def _take(nodes: Sequence[_Node | str], length: int) -> Iterator[_Node]:
    """Yield nodes up to ``length`` characters, the last one cut."""
    left = length
    for node in nodes:
        if isinstance(node, str):
            continue
        size = len(node.text())
        if size > left:
            if left >= min(LEAST, length):
                yield _cut(node, left)
            return
        left -= size
        yield node


def _cut(node: _Node, length: int) -> _Node:
    """Return a node's beginning: whole children, else whole lines or sentences."""
    if node.tag in _NESTED and not any(
        isinstance(child, str) and child.strip() for child in node.children
    ):
        kept = list(_take(node.children, length))
        if kept:
            return _Node(node.tag, node.start, [*kept])
    text = node.text()[:length]
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    end = ends[-1] if ends and ends[-1] >= length // 3 else length - 1
    cut = text[:end].rstrip() + "…"
    if node.tag in _VOID or node.tag in ("table", "ul", "ol", "div"):
        return _Node("p", "<p>", [cut])
    return _Node(node.tag, node.start, [cut])

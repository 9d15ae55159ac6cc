"""The passage of an answer to show: causes and steps, not the opening.

Pure: sanitised HTML in, a balanced piece of it and the same as text out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from answers.text.normalization import fold

LENGTH = 600  # characters of a passage, about
MIN_PIECE = 80  # characters that a piece of a block must have
LONG_OPENING = 200  # characters from which on a first paragraph is no mere opening
MAX_BLOCKS = 300
MAX_TERMS = 40
MAX_DEPTH = 40  # elements inside elements; deeper ones are one run of text

# What the layout of a block adds to the score of a passage that begins with it; all
# terms together score 1.
REMEDY, LISTED, OPENING, CLOSING = 0.4, 0.15, -1.5, -0.4

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


class _Block(NamedTuple):
    """An element, and its text with a line break after each block inside it."""

    node: LexborNode
    text: str


def pick_passage(
    html: str, terms: Mapping[str, float], *, text: str = "", length: int = LENGTH
) -> Passage:
    """Return the passage of ``html`` that scores best for these weighted terms.

    Without HTML the ``text`` is taken, each line a paragraph. It has about ``length``
    characters.
    """
    blocks = _blocks(html) or _blocks(
        "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    )
    if not blocks:
        return Passage("", "")
    start = _best_start(blocks, terms, length)
    kept = list(_take(blocks[start:], length))
    return Passage(
        _BLANK.sub("\n", "".join(block.text for block in kept)).strip(),
        "\n".join(block.node.html or "" for block in kept),
    )


def _blocks(html: str) -> list[_Block]:
    """Return the elements of the body; text between them becomes a paragraph."""
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return []
    found = []
    nodes = tree.body.iter(include_text=True, skip_empty=True)
    for node in islice(nodes, MAX_BLOCKS):
        if node.text_content is None:
            found.append(_Block(node, _text(node)))
        else:
            found.append(_paragraph(tree, node.text_content))
    return [block for block in found if block.text.strip()]


def _paragraph(tree: LexborHTMLParser, text: str) -> _Block:
    node = tree.create_node("p")
    node.insert_child(text)
    return _Block(node, f"{text.rstrip()}\n")


def _text(node: LexborNode, depth: int = 0) -> str:
    if depth > MAX_DEPTH:
        return node.text()
    parts = []
    for child in node.iter(include_text=True):
        text = child.text_content
        parts.append(_text(child, depth + 1) if text is None else text)
    inner = "".join(parts)
    return f"{inner.rstrip()}\n" if node.tag in _BLOCK else inner


def _best_start(
    blocks: Sequence[_Block], terms: Mapping[str, float], length: int
) -> int:
    """Return the index of the block that the best passage begins with."""
    heaviest = sorted(terms, key=lambda term: -terms[term])[:MAX_TERMS]
    texts = [fold(block.text) for block in blocks]
    held = [{term for term in heaviest if term in text[:5000]} for text in texts]
    whole = sum(terms[term] for term in heaviest) or 1.0
    best, best_score = 0, float("-inf")
    for start in range(len(blocks)):
        inside: set[str] = set()
        size, has_list = 0, False
        for place in range(start, len(blocks)):
            inside |= held[place]
            has_list = has_list or blocks[place].node.tag in ("ol", "ul")
            size += len(texts[place])
            if size >= length:
                break
        score = sum(terms[term] for term in inside) / whole
        score += _layout(blocks[start], texts[start]) + LISTED * has_list
        if score > best_score + 1e-9:
            best, best_score = start, score
    return best


def _layout(block: _Block, text: str) -> float:
    """Return what the layout of a first block adds to the score."""
    lead = text.strip()
    if len(lead) < LONG_OPENING and _OPENING.search(lead[:80]):
        return OPENING
    is_lead = block.node.tag in ("h1", "h2", "h3", "h4", "h5", "h6") or (
        len(lead) < 40 and lead.endswith((":", "："))
    )
    if is_lead and _REMEDY.search(lead):
        return REMEDY
    if is_lead and _CLOSING.search(lead):
        return CLOSING
    return 0.0


def _take(blocks: Iterable[_Block], length: int, depth: int = 0) -> Iterator[_Block]:
    """Yield blocks up to ``length`` characters, the last one cut."""
    left = length
    for block in blocks:
        size = len(block.text)
        if size > left:
            if left >= min(MIN_PIECE, length):
                yield _cut(block, left, depth)
            return
        left -= size
        yield block


def _cut(block: _Block, length: int, depth: int) -> _Block:
    """Return a block's beginning: whole children, else whole lines or sentences."""
    node = block.node
    children = list(node.iter(include_text=True, skip_empty=True))
    whole = node.tag in _NESTED and all(child.is_element_node for child in children)
    if whole and depth < MAX_DEPTH:
        inside = (_Block(child, _text(child)) for child in children)
        kept = list(_take(inside, length, depth + 1))
        if kept:
            text = "".join(child.text for child in kept)
            node.inner_html = "".join(child.node.html or "" for child in kept)
            return _Block(node, f"{text.rstrip()}\n")
    text = block.text[:length]
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    end = ends[-1] if ends and ends[-1] >= length // 3 else length - 1
    cut = text[:end].rstrip() + "…"
    if node.tag in ("table", "ul", "ol", "div"):
        return _paragraph(node.parser, cut)
    node.inner_html = escape(cut)
    return _Block(node, f"{cut}\n")

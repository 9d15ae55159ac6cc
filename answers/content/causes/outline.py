"""Leads: an answer as a tree of headings, bold lines and items, each with its lead."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from answers.content.render.markdown import make_anchor
from answers.text.normalization import cut

# How deep a kind of line stands: headings have their level, items their column.
BOLD_LINE = 7
INTRO = 8
ITEM = 10

LONGEST_LEAD = 60

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s*(\S.*?)\s*#*\s*$")
_BOLD_LINE = re.compile(r"^ {0,3}\*\*([^*]{1,80})\*\*\s*[:：]?\s*$")
_ITEM = re.compile(
    r"^(\s*)(?:[-*+•]\s+|\d{1,2}[.)、．]\s*|[（(]\d{1,2}[)）]\s*|[一二三四五六七八九十]{1,3}、"
    r"\s*|[①-⑳]\s*)(?=\S)"
)
_RULE = re.compile(r"^ {0,3}([-*_])(?: {0,3}\1){2,80} {0,3}$")
_NUMBER = re.compile(
    r"^\s*(?:(?:步骤|步驟|方案|方法|原因|Step)\s*[\d一二三四五六七八九十]{1,3}\s*[：:.、)\s]\s*"
    r"|第[\d一二三四五六七八九十]{1,3}[步点种]?\s*[：:.、，,]\s*|\d{1,2}(?:\.\d{1,2})*\s*[.、)．:：](?!\d)\s*"
    r"|[一二三四五六七八九十]{1,3}、\s*|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*)",
    re.IGNORECASE,
)
_BOLD_LEAD = re.compile(r"^(\*\*|__)(.{1,80}?)\1\s*[:：,，—–-]*\s*(.*)$", re.DOTALL)
_PLAIN_LEAD = re.compile(r"^([^：:。；;，,！？!?]{2,40})[：:]\s*(.*)$", re.DOTALL)
_SENTENCE = re.compile(r"^(.{4,80}?)[。；;！!]\s*(.*)$", re.DOTALL)

_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_TAG = re.compile(r"</?(?:font|br|p|b|strong|em|a|span|div|code)\b[^<>]{0,200}>", re.I)
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|`+")
_CITATION = re.compile(r"\[\$\d{1,3}\]+|\{\{\{[^{}]{0,200}\}\}\}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")


@dataclass(slots=True)
class Node:
    """A line that leads, what it says, and what stands below it.

    ``near`` are the lines that belong to it by indentation, ``far`` the paragraphs
    that merely follow it.
    """

    rank: int
    lead: str
    rest: str = ""
    bold: bool = False
    anchor: str = ""
    near: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def own_text(self) -> str:
        """Return what it says itself, without its lead and its children."""
        return strip_markdown("\n".join([self.rest, *self.near, *self.far]))

    def full_text(self) -> str:
        """Return all that stands below its lead."""
        parts = [self.own_text()]
        for child in self.children:
            parts += [child.lead, child.full_text()]
        return "\n".join(part for part in parts if part)


def read_tree(markdown: str) -> Node:
    """Return an answer as a tree; its root has no lead."""
    root = Node(0, "")
    stack = [root]
    fence = ""
    anchors: dict[str, int] = {}
    lines = markdown.expandtabs(4).split("\n")
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            continue
        node = None if fence else _node(line, lines[number + 1 : number + 3])
        if node is None:
            _add_text(stack, line, inside=bool(fence))
            continue
        while stack[-1].rank >= node.rank:
            stack.pop()
        if node.rank < BOLD_LINE:
            node.anchor = _unique(make_anchor(node.anchor), anchors)
        else:
            node.anchor = stack[-1].anchor
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _node(line: str, following: list[str]) -> Node | None:
    heading = _HEADING.match(line)
    if heading:
        title = strip_markdown(heading[2])
        lead, rest = split_lead(heading[2])
        lead = f"{lead}：{rest}" if rest else lead
        return Node(len(heading[1]), lead, anchor=title)
    bold = _BOLD_LINE.match(line)
    if bold:
        return Node(BOLD_LINE, _clean_lead(bold[1]), bold=True)
    item = None if _RULE.match(line) else _ITEM.match(line)
    if item:
        lead, rest = split_lead(line[item.end() :])
        starts_bold = line[item.end() :].startswith(("**", "__"))
        return Node(ITEM + len(item[1]), lead, rest, bold=starts_bold)
    if _is_intro(line, following):
        return Node(INTRO, strip_markdown(line))
    return None


def _is_intro(line: str, following: list[str]) -> bool:
    if not line.rstrip().endswith(("：", ":", "：**", ":**")) or len(line) > 300:
        return False
    after = next((text for text in following if text.strip()), "")
    item = _ITEM.match(after)
    return line[:1] not in (" ", "") and bool(item) and len(item[1]) < 4  # type: ignore[index]


def _add_text(stack: list[Node], line: str, *, inside: bool) -> None:
    """Give a line to the item it is indented under, else to the list's last item."""
    node = stack[-1]
    if inside or node.rank < ITEM or not line.strip():
        (node.far or node.near).append(line)
        return
    indent = len(line) - len(line.lstrip())
    follows_blank = (node.far or node.near or ["x"])[-1:] == [""]
    if indent == 0 and follows_blank:
        while stack[-2].rank >= ITEM:
            stack.pop()
        stack[-1].far.append(line)
        return
    while indent and stack[-2].rank >= ITEM and indent <= stack[-1].rank - ITEM:
        stack.pop()
    (stack[-1].far or stack[-1].near).append(line)


def split_lead(text: str) -> tuple[str, str]:
    """Return what an item or heading is about, and the rest of what it says."""
    text = _NUMBER.sub("", text.strip(), count=1)
    bold = _BOLD_LEAD.match(text)
    if bold:
        return _clean_lead(bold[2]), strip_markdown(bold[3]).lstrip("。，,：:；; ")
    plain = strip_markdown(text)
    for pattern in (_PLAIN_LEAD, _SENTENCE):
        match = pattern.match(plain)
        if match:
            return _clean_lead(match[1]), match[2].lstrip("。，,：:；; \n").rstrip()
    if len(plain) <= LONGEST_LEAD:
        return _clean_lead(plain), ""
    clause, comma, _ = plain[:LONGEST_LEAD].partition("，")
    return _clean_lead(clause if comma else cut(plain, 2 * LONGEST_LEAD)), plain


def _clean_lead(text: str) -> str:
    text = _NUMBER.sub("", strip_markdown(text), count=1)
    return text.strip().rstrip("：:。；;，, ").strip()


def strip_markdown(text: str) -> str:
    """Return text as a reader sees it, a paragraph a line."""
    text = _CITATION.sub("", _LINK.sub(r"\1", _TAG.sub("", text)))
    text = html.unescape(_ESCAPE.sub(r"\1", _EMPHASIS.sub("", text)))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and line != "---------------")


def _unique(anchor: str, taken: dict[str, int]) -> str:
    """Return the anchor as the renderer numbers it where a title comes twice."""
    free, number = anchor, taken.get(anchor, 0)
    while free in taken:
        number += 1
        free = f"{anchor}_{number}"
    taken[anchor] = number
    taken.setdefault(free, 0)
    return free

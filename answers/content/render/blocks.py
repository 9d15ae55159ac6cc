"""Blocks: bring list and fence indentation into the shape Python-Markdown expects.

Writers of Q&A follow CommonMark: a list may follow a paragraph directly, nested
items are indented to their parent's text, fences may stand inside items.
Python-Markdown wants four columns a level and blank lines around lists. This walks
the lines with CommonMark's stack of open items and writes them out that way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ITEM = re.compile(r"^(?P<indent>\s*)(?P<marker>[-*+]|\d{1,9}[.)])(?P<gap>\s+)(?=\S)")
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_RULE = re.compile(r"^\s{0,3}([-*_])\s*(\1\s*){2,}$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FONT = re.compile(r"</?font[^>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^\s{0,3}#{1,6}(\s|[^#\s])")
_TIGHT_HEADING = re.compile(r"^(\s{0,3}#{1,6})([^#\s])")


@dataclass(slots=True)
class _Walk:
    """The state between two lines."""

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
    walk.out.append("    " * len(walk.items) + f"{_marker(item)} {text}")
    walk.items.append(indent + len(item["marker"]) + min(len(item["gap"]), 4))


def _marker(item: re.Match[str]) -> str:
    return item["marker"].replace(")", ".") if item["marker"][0].isdigit() else "-"


def _prose(walk: _Walk, line: str) -> None:
    indent = len(line) - len(line.lstrip(" "))
    if _HEADING.match(line) and indent < 4:
        _close_items(walk, indent)
        line = _TIGHT_HEADING.sub(r"\1 \2", line) if not walk.items else line
        if not walk.blank:
            walk.out.append("")
    elif walk.blank:
        _close_items(walk, indent)
    walk.out.append("    " * len(walk.items) + line.strip(" ") + _hard_break(line))


def _hard_break(line: str) -> str:
    return "  " if line.endswith("  ") else ""

"""Head writing: change values of front matter, and nothing else of it.

Order, comments, quotes and keys that nobody touched stay as they were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from answers.content.parse.front_matter import FrontMatterError, check_limits

REMOVED = object()  # the value of a key that goes
_PLAIN = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff][\w ./+-]*")


class UnwritableError(ValueError):
    """The front matter is of a form in which no value can be changed alone."""


def patch_head(text: str, changes: Mapping[str, Any]) -> str:
    """Return the YAML ``text`` with these keys changed, added or removed.

    Raises UnwritableError where it is no block of ``key: value`` lines.
    """
    try:
        check_limits(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, FrontMatterError) as error:
        raise UnwritableError(str(error)) from error
    if root is not None and (not isinstance(root, yaml.MappingNode) or root.flow_style):
        msg = "not lines of the form  key: value"
        raise UnwritableError(msg)
    pairs = root.value if root else ()
    if not all(isinstance(key, yaml.ScalarNode) for key, _ in pairs):
        msg = "a key is no text"
        raise UnwritableError(msg)
    nodes = {key.value: (key, value) for key, value in pairs}
    edits = [_edit(text, *nodes[k], v) for k, v in changes.items() if k in nodes]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    added = [
        f"{key}: {dump(value)}"
        for key, value in changes.items()
        if key not in nodes and value is not REMOVED
    ]
    newline = "\r\n" if "\r\n" in text else "\n"
    if added and text and not text.endswith(("\n", "\r")):
        text += newline
    return text + "".join(line + newline for line in added)


def dump(value: Any, *, style: str | None = '"') -> str:
    """Return a value as YAML of one line; ``style`` is the quote that stood there."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style is None and _PLAIN.fullmatch(value) and _reads_back(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _reads_back(value: str) -> bool:
    try:
        return value == value.strip() and yaml.safe_load(value) == value
    except ValueError:  # digits that are too many for a number
        return False


def _edit(text: str, key: Any, node: Any, value: Any) -> tuple[int, int, str]:
    start, end = node.start_mark.index, _end(node)
    if value is REMOVED:
        first = text.rfind("\n", 0, key.start_mark.index) + 1
        last = text.find("\n", end)
        return first, len(text) if last < 0 else last + 1, ""
    block = isinstance(node, yaml.SequenceNode) and not node.flow_style
    if block and isinstance(value, list) and value:
        indent = " " * node.start_mark.column
        items = [f"- {dump(item, style=None)}" for item in value]
        return start, end, f"\n{indent}".join(items)
    style = node.style if isinstance(node, yaml.ScalarNode) else '"'
    new = (
        _flow(text[start:end], value)
        if isinstance(value, list)
        else dump(value, style='"' if style in ("|", ">") else style)
    )
    glued = start > 0 and text[start - 1] == ":"
    return start, end, f" {new}" if glued else new


def _flow(old: str, items: list[Any]) -> str:
    """Return a list in brackets, spaced as the one that stood there."""
    gap = "," if '","' in old else ", "
    return "[" + gap.join(dump(item) for item in items) + "]"


def _end(node: Any) -> int:
    """Return where a node's own text ends, without what follows a block."""
    if isinstance(node, yaml.SequenceNode | yaml.MappingNode) and not node.flow_style:
        last = node.value[-1] if node.value else None
        if isinstance(last, tuple):
            last = last[1]
        return _end(last) if last is not None else node.end_mark.index
    end: int = node.end_mark.index
    buffer = node.end_mark.buffer
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") and buffer:
        while buffer[end - 1 : end] in ("\n", "\r"):
            end -= 1
    return end

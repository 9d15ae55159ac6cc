"""Comparing: two states of an article side by side, marked down to the words."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answers.lib.diffs import unified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from answers.models import Revision

LONGEST = 4000  # characters of a line that are compared word by word

_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_WORDS = re.compile(r"[A-Za-z0-9_]+|\s+|.")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a diff; ``parts`` are its pieces, each with whether it changed."""

    kind: str  # added, removed, same or gap
    parts: tuple[tuple[str, bool], ...] = ()
    old: int | None = None
    new: int | None = None

    @property
    def sign(self) -> str:
        """What stands in the margin, for eyes that cannot tell the colours apart."""
        return {"added": "+", "removed": "−"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions and what lies between them."""

    old: Revision | None
    new: Revision
    lines: Sequence[DiffLine]

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(line.kind == "added" for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines are gone."""
        return sum(line.kind == "removed" for line in self.lines)


def compare(old: Revision | None, new: Revision) -> Comparison:
    """Compare all that a reader sees of two revisions."""
    before = revision_text(old) if old else ""
    return Comparison(old, new, tuple(diff_lines(before, revision_text(new))))


def revision_text(revision: Revision) -> str:
    """Return a revision as one text, in the order of a file."""
    head = [
        f"title: {revision.title}",
        f"category: {revision.category}",
        f"date: {revision.date or ''}",
        f"description: {revision.description}",
        f"tags: {', '.join(map(str, revision.tags))}",
        f"keywords: {', '.join(map(str, revision.keywords))}",
        *(f"{key}: {value}" for key, value in revision.extra.items()),
    ]
    parts = [
        *(line for line in head if not line.endswith(": ")),
        "",
        "## 用户问题",
        revision.question,
        "",
        "## 专家官方解答",
        revision.answer,
    ]
    if revision.references:
        parts += ["", "## 参考链接", reference_lines(revision.references)]
    return "\n".join(parts)


def reference_lines(references: Iterable[dict[str, Any]]) -> str:
    """Return stored references as lines that read back to the same ones."""
    return "\n".join(f"- {_reference_line(entry)}" for entry in references)


def _reference_line(entry: dict[str, Any]) -> str:
    text = f"专家经验：{entry['text']}" if entry.get("expert") else entry["text"]
    return f"[{text}]({entry['url']})" if entry.get("url") else str(text)


def diff_lines(old: str, new: str) -> Iterator[DiffLine]:
    """Return the lines of a unified diff, changed words marked."""
    removed: list[DiffLine] = []
    added: list[DiffLine] = []
    for line in _numbered(unified(old, new)):
        if line.kind == "removed" and not added:
            removed.append(line)
        elif line.kind == "added":
            added.append(line)
        else:
            yield from _mark(removed, added)
            removed, added = [], []
            if line.kind == "removed":
                removed.append(line)
            else:
                yield line
    yield from _mark(removed, added)


def _numbered(diff: str) -> Iterator[DiffLine]:
    old = new = 0
    for raw in diff.split("\n")[2:]:
        hunk = _HUNK.match(raw)
        sign, parts = raw[:1], ((raw[1:], False),)
        if hunk:
            old, new = int(hunk[1]), int(hunk[2])
            yield DiffLine("gap")
        elif sign == "+":
            yield DiffLine("added", parts, new=new)
            new += 1
        elif sign == "-":
            yield DiffLine("removed", parts, old=old)
            old += 1
        else:
            yield DiffLine("same", parts, old=old, new=new)
            old, new = old + 1, new + 1


def _mark(removed: list[DiffLine], added: list[DiffLine]) -> Iterator[DiffLine]:
    """Mark the changed words where one block of lines replaced another."""
    pairs = [_mark_pair(was, now) for was, now in zip(removed, added, strict=False)]
    yield from (was for was, _ in pairs)
    yield from removed[len(pairs) :]
    yield from (now for _, now in pairs)
    yield from added[len(pairs) :]


def _mark_pair(was: DiffLine, now: DiffLine) -> tuple[DiffLine, DiffLine]:
    left, right = was.parts[0][0], now.parts[0][0]
    if max(len(left), len(right)) > LONGEST:
        return was, now
    a, b = _WORDS.findall(left), _WORDS.findall(right)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < 0.3:  # two different sentences: marks would be noise
        return was, now
    ops = matcher.get_opcodes()
    gone = tuple(
        ("".join(a[i1:i2]), tag != "equal") for tag, i1, i2, _, _ in ops if i2 > i1
    )
    come = tuple(
        ("".join(b[j1:j2]), tag != "equal") for tag, _, _, j1, j2 in ops if j2 > j1
    )
    return (
        DiffLine("removed", gone, old=was.old),
        DiffLine("added", come, new=now.new),
    )

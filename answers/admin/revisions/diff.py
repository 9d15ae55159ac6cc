"""The difference of two revisions, by lines and, in prose, by words."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

from answers.content import reference_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from answers.models import Revision

Opcode = tuple[str, int, int, int, int]

LONGEST = 4000  # characters of a line that are compared word by word

LEAST = 2  # characters of an equal piece between two changes to stay unmarked

_FENCE = re.compile(r"^\s*(```|~~~)")
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
        """The sign in the margin, for readers who do not see colours."""
        return {"added": "+", "removed": "−"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions and the lines that differ."""

    old: Revision | None
    new: Revision
    lines: Sequence[DiffLine]

    @property
    def rows(self) -> list[tuple[DiffLine | None, DiffLine | None]]:
        """The lines in pairs (old, new)."""
        return list(side_by_side(self.lines))

    @property
    def added(self) -> int:
        """The number of added lines."""
        return sum(line.kind == "added" for line in self.lines)

    @property
    def removed(self) -> int:
        """The number of removed lines."""
        return sum(line.kind == "removed" for line in self.lines)


def compare(old: Revision | None, new: Revision) -> Comparison:
    """Return the difference of what readers see of two revisions."""
    before = revision_text(old) if old else ""
    return Comparison(old, new, tuple(diff_lines(before, revision_text(new))))


def revision_text(revision: Revision) -> str:
    """Return a revision as one text, its parts in the order of a Markdown file."""
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


def side_by_side(
    lines: Iterable[DiffLine],
) -> Iterator[tuple[DiffLine | None, DiffLine | None]]:
    """Yield pairs (old, new) of lines; None where one side has no line."""
    gone: list[DiffLine] = []
    come: list[DiffLine] = []
    for line in lines:
        if line.kind == "removed" and not come:
            gone.append(line)
        elif line.kind == "added":
            come.append(line)
        else:
            yield from zip_longest(gone, come)
            gone, come = ([line], []) if line.kind == "removed" else ([], [])
            if line.kind != "removed":
                yield line, line
    yield from zip_longest(gone, come)


def code_lines(text: str) -> frozenset[int]:
    """Return the numbers of the lines inside code fences, from 1."""
    inside, found = False, []
    for number, line in enumerate(text.split("\n"), 1):
        fence = bool(_FENCE.match(line))
        if inside or fence:
            found.append(number)
        inside ^= fence
    return frozenset(found)


def diff_lines(old: str, new: str) -> Iterator[DiffLine]:
    """Return the lines that differ, with three of those around them.

    Changed words are marked in prose, not in code. In Chinese a word is a character.
    """
    code = code_lines(old), code_lines(new)
    was, now = old.splitlines(), new.splitlines()
    removed = [
        DiffLine("removed", ((text, False),), old=n) for n, text in enumerate(was, 1)
    ]
    added = [
        DiffLine("added", ((text, False),), new=n) for n, text in enumerate(now, 1)
    ]
    for group in difflib.SequenceMatcher(None, was, now).get_grouped_opcodes():
        yield DiffLine("gap")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for left, right in zip(removed[i1:i2], added[j1:j2], strict=True):
                    yield DiffLine("same", left.parts, left.old, right.new)
            else:
                yield from _mark(removed[i1:i2], added[j1:j2], code)


def _mark(
    removed: list[DiffLine],
    added: list[DiffLine],
    code: tuple[frozenset[int], frozenset[int]],
) -> Iterator[DiffLine]:
    """Mark the changed words where one block of lines replaced another."""
    pairs = [
        (was, now) if was.old in code[0] or now.new in code[1] else _mark_pair(was, now)
        for was, now in zip(removed, added, strict=False)
    ]
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
    kept = [_stays(op, a, ops) for op in ops]
    gone = [("".join(a[op[1] : op[2]]), not k) for op, k in zip(ops, kept, strict=True)]
    come = [("".join(b[op[3] : op[4]]), not k) for op, k in zip(ops, kept, strict=True)]
    return (
        DiffLine("removed", _joined(gone), old=was.old),
        DiffLine("added", _joined(come), new=now.new),
    )


def _stays(op: Opcode, words: list[str], ops: Sequence[Opcode]) -> bool:
    """Return whether a piece is equal, and not a fragment between two changes."""
    inner = op not in (ops[0], ops[-1])
    same = "".join(words[op[1] : op[2]]).strip()
    return op[0] == "equal" and not (inner and len(same) < LEAST)


def _joined(pieces: list[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Join neighbours that are marked alike."""
    groups = groupby((piece for piece in pieces if piece[0]), key=itemgetter(1))
    return tuple(
        ("".join(text for text, _ in group), changed) for changed, group in groups
    )

"""Logs: the telling part of a text that is too long to be read whole."""

from __future__ import annotations

import re

from answers.text.normalization import cut

FEW_LINES = 20  # up to here it is prose, which says what matters first
LONGEST_LINE = 2_000
HEAD, TAIL = 5_000, 15_000  # lines that are looked at; a log ends in what went wrong

_LOUD = re.compile(
    r"\b(?:error|fatal|severe|panic|warn(?:ing)?|fail\w*|denied|refused|invalid|timeout"
    r"|unauthorized|forbidden|unknown|cannot|not found|caused by)\b|Exception|Error\b"
    r"|错误|异常|失败|拒绝|超时|无效|无权",
    re.IGNORECASE,
)
_FRAME = re.compile(r"\s*(?:at\s+[\w.$<>/]+\(|\.{3} \d+ (?:more|common))")
_VARIES = re.compile(r"[0-9a-fA-F-]*\d[\w.:-]*")


def telling_part(text: str, length: int) -> str:
    """Return at most ``length`` characters of a text: of a log the lines that say most.

    Errors come before other lines, and these before what was said already, stack frames
    too; within the same, the later ones. They stand in the order of the log.
    """
    lines = text.split("\n") if len(text) > length else []
    if len(lines) <= FEW_LINES:
        return cut(text, length)
    if len(lines) > HEAD + TAIL:
        lines = lines[:HEAD] + lines[-TAIL:]
    room, kept = length, set()
    for number in sorted(range(len(lines)), key=_ranks(lines).__getitem__):
        needed = min(len(lines[number]), LONGEST_LINE) + 1
        if needed <= room and lines[number].strip():
            room -= needed
            kept.add(number)
    return "\n".join(cut(lines[number], LONGEST_LINE) for number in sorted(kept))


def _ranks(lines: list[str]) -> list[tuple[int, int]]:
    """Return for each line how soon it is taken: the lower, the sooner."""
    ranks, said = [], set()
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number][:LONGEST_LINE]
        shape = _VARIES.sub("#", line[:300]).strip()
        known = shape in said or bool(_FRAME.match(line))
        said.add(shape)
        rank = 2 if known else 1
        if _LOUD.search(line) and not _FRAME.match(line):
            rank = 1 if known else 0
        ranks.append((rank, -number))
    return ranks[::-1]

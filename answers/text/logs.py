"""Logs: the most informative lines of a text that is too long for a query."""

from __future__ import annotations

import re

from answers.text.normalization import cut

FEW_LINES = 20  # up to here a text is prose, whose beginning matters most
LONGEST_LINE = 2_000
HEAD, TAIL = 5_000, 15_000  # lines that are read; the fault is mostly at the end

_LOUD = re.compile(
    r"\b(?:error|fatal|severe|panic|warn(?:ing)?|fail\w*|denied|refused|invalid|timeout"
    r"|unauthorized|forbidden|unknown|cannot|not found|caused by)\b|Exception|Error\b"
    r"|错误|异常|失败|拒绝|超时|无效|无权",
    re.IGNORECASE,
)
_FRAME = re.compile(r"\s*(?:at\s+[\w.$<>/]+\(|\.{3} \d+ (?:more|common))")
_VARIES = re.compile(r"[0-9a-fA-F-]*\d[\w.:-]*")


def telling_part(text: str, length: int) -> str:
    """Return at most ``length`` characters of a text: of a log its best lines.

    Errors rank before other lines, and those before repeated lines and stack frames;
    of the same rank, later lines are preferred. The result keeps the order of the log.
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
    """Return the rank of each line: the lowest is taken first."""
    ranks, seen = [], set()
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number][:LONGEST_LINE]
        shape = _VARIES.sub("#", line[:300]).strip()
        known = shape in seen or bool(_FRAME.match(line))
        seen.add(shape)
        rank = 2 if known else 1
        if _LOUD.search(line) and not _FRAME.match(line):
            rank = 1 if known else 0
        ranks.append((rank, -number))
    return ranks[::-1]

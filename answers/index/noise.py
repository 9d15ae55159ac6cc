"""Noise of pasted logs: stack frames, times, addresses and lines of success."""

from __future__ import annotations

import re

FEW_LINES = 3

_FRAME = re.compile(r"[ \t]*(?:at[ \t]+[\w.$<>/]+\(|\.{3} \d+ (?:more|common))")
_QUIET = re.compile(r"\b(?:INFO|DEBUG|TRACE)\b")
_LOUD = re.compile(r"\b(?:ERROR|WARN|FATAL|SEVERE)\b|Exception|Error\b|Caused by")
_CHANGING = re.compile(
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
    r"|\b0x[0-9a-fA-F]+|\b[0-9a-f]{16,}\b"
)


def strip_noise(text: str) -> str:
    """Return ``text`` without stack frames, times, addresses and quiet log lines.

    Quiet lines go only out of a log that has loud ones as well.
    """
    return _CHANGING.sub(" ", "\n".join(line for _, line in informative_lines(text)))


def informative_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that say something of the fault, with numbers from 1 on."""
    lines = list(enumerate(text.split("\n"), 1))
    if len(lines) > FEW_LINES:
        lines = [pair for pair in lines if not _FRAME.match(pair[1])]
        if any(_LOUD.search(line) for _, line in lines):
            lines = [pair for pair in lines if _is_informative(pair[1])]
    return lines


def _is_informative(line: str) -> bool:
    return not _QUIET.search(line) or bool(_LOUD.search(line))

"""Diffs: the differences of two texts, by lines."""

from __future__ import annotations

import difflib


def unified(old: str, new: str, *, context: int = 3) -> str:
    """Return the unified diff of two texts; empty where they are equal."""
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), "old", "new", lineterm="", n=context
    )
    return "\n".join(lines)


def counts(old: str, new: str) -> tuple[int, int]:
    """Return the number of added and of removed lines."""
    body = unified(old, new, context=0).splitlines()[2:]
    return (
        sum(line.startswith("+") for line in body),
        sum(line.startswith("-") for line in body),
    )

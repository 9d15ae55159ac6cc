"""Sheets: tables as CSV that a spreadsheet reads right and cannot be harmed by."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

BOM = "\ufeff"  # without it Excel takes Chinese for another encoding
# With these a spreadsheet takes a text for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a table line by line; texts that look like formulas are quoted by ``'``."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([_safe(value) for value in row]))


def _safe(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value

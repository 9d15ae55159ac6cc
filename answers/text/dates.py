"""Dates of filters: a day, a month or a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)


def first_day(text: str) -> dt.date | None:
    """Return the first day of ``2024``, ``2024-05`` or ``2024-05-17``, else None."""
    found = _read(text)
    return dt.date(found[0], found[1] or 1, found[2] or 1) if found else None


def last_day(text: str) -> dt.date | None:
    """Return the last day of ``2024``, ``2024-05`` or ``2024-05-17``, else None."""
    found = _read(text)
    if not found:
        return None
    year, month, day = found
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _read(text: str) -> tuple[int, int, int] | None:
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if (match[2] and not month) or (match[3] and not day):
        return None
    return year, month, day

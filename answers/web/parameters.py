"""Request parameters: values of a query string or form, bounded and cleaned."""

from __future__ import annotations

from answers.text.normalization import one_line

SLUG_LENGTH = 100


def read_page_number(text: str) -> int:
    """Return the page number in ``text``, or 1 if it is not a positive integer."""
    text = text.strip()[:9]
    return max(1, int(text)) if text.isascii() and text.isdecimal() else 1


def read_slug(text: str) -> str:
    """Return ``text`` on one line, at most ``SLUG_LENGTH`` characters.

    Control characters and NUL, which no database could be queried for, are removed.
    """
    return one_line(text[: SLUG_LENGTH * 2])[:SLUG_LENGTH]

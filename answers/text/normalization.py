"""Normalisation: clean, fold and cut text from outside."""

from __future__ import annotations

import re
import unicodedata

# Surrogates cannot be encoded, PostgreSQL stores no NUL, the rest is not printable.
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Matched from the end: forwards, the search is quadratic in the spaces of a text.
_LABEL_REVERSED = re.compile(r"\s*ecruosnepo-[\w.]*\w\s*", re.IGNORECASE)
_MARKS = re.compile(r"\*\*|`+|^#{1,6}[ \t]+", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Return ``text`` without characters that databases, logs and pages cannot hold.

    Control characters and lone surrogates become spaces; tabs stay, and so do line
    breaks, as ``\n``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub(" ", text)


def one_line(text: str) -> str:
    """Return ``text`` cleaned, with each run of white space as one space."""
    return _SPACE.sub(" ", clean(text)).strip()


def without_marks(text: str) -> str:
    """Return a text without the Markdown marks of bold, code and headings."""
    return _MARKS.sub("", text)


def cut(text: str, length: int) -> str:
    """Return at most ``length`` characters, with ``…`` at the end if text is cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def fold(text: str) -> str:
    """Return the form in which texts are compared: NFKC and lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def strip_routing_label(text: str) -> str:
    """Return a question without the label that routed it to its experts.

    The label is a word such as ``nacos-opensource`` at the end; a question that
    consists of the label only is returned unchanged.
    """
    label = _LABEL_REVERSED.match(text[::-1])
    return text[: len(text) - label.end()] or text if label else text


def slugify(text: str) -> str:
    """Return a slug for URLs, at most 100 characters: words joined by ``-``.

    Chinese is kept. Empty if the text has no letter or digit.
    """
    folded = re.sub(r"[^\w.+#-]+", "-", fold(clean(text)))
    folded = re.sub(r"-{2,}", "-", folded).strip("-._")
    return folded[:100] if re.search(r"\w", folded) else ""

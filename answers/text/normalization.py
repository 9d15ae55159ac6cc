"""Text: what comes in from outside made safe, folded and cut."""

from __future__ import annotations

import re
import unicodedata

# Surrogates cannot be encoded; NUL no database keeps; the rest print nothing.
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ROUTING_LABEL = re.compile(r"\s*\b[\w.]+-opensource\s*$", re.IGNORECASE)
_MARKS = re.compile(r"\*\*|`+|^#{1,6}[ \t]+", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Return ``text`` without what no database, log or page could hold.

    Control characters and lone surrogates become spaces; tabs and line breaks stay,
    line breaks as ``\n``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub(" ", text)


def one_line(text: str) -> str:
    """Return ``text`` cleaned, with every run of white space as one space."""
    return _SPACE.sub(" ", clean(text)).strip()


def without_marks(text: str) -> str:
    """Return a text without the signs by which Markdown makes words bold or code."""
    return _MARKS.sub("", text)


def cut(text: str, length: int) -> str:
    """Return at most ``length`` characters, ending in ``…`` where something is lost."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def fold(text: str) -> str:
    """Return the form in which texts are compared: NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def strip_routing_label(text: str) -> str:
    """Return a question without the label by which it was routed to its experts.

    Questions of the family end in ``… nacos-opensource``; one that is nothing else
    stays as it is.
    """
    return _ROUTING_LABEL.sub("", text) or text


def slugify(text: str) -> str:
    """Return a name for URLs that keeps Chinese: words joined by ``-``.

    Empty where the text holds no letter or digit at all.
    """
    folded = re.sub(r"[^\w.+#-]+", "-", fold(clean(text)))
    folded = re.sub(r"-{2,}", "-", folded).strip("-._")
    return folded[:100] if re.search(r"\w", folded) else ""

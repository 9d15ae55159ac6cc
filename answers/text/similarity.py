"""Similarity of short texts, by their pairs of characters."""

from __future__ import annotations

import re
from functools import lru_cache

from answers.text.normalization import fold

_MARKS = re.compile(r"[\W_]+")


def similarity(some: str, other: str) -> float:
    """Return the Jaccard index (0 to 1) of two texts over their character pairs."""
    left, right = bigrams(some), bigrams(other)
    if not left or not right:
        return 0.0
    return len(left & right) / len(left | right)


@lru_cache(maxsize=4096)
def bigrams(text: str) -> frozenset[str]:
    """Return the character pairs of a text, without case, space and punctuation."""
    plain = _MARKS.sub("", fold(text))
    if len(plain) < 2:
        return frozenset({plain} if plain else ())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))

"""Vocabulary: the words of the index, and the corrections of mistyped ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import log

import numpy as np

LEAST, MOST = 4, 20  # letters of a word that is repaired
LONGEST = 64  # letters of a word that is taken apart
TWO_ERRORS = 8  # letters from which on two errors are repaired
SEEN = 2  # documents that must hold the right word
GLUED = 9  # letters from which on a word may be several without their spaces
PIECE = 3  # letters that each of those has at least
PIECES = 8

_WORD = re.compile(r"[a-z]+")


class Vocabulary:
    """Words of Latin letters and how many documents hold each."""

    def __init__(self, counts: Iterable[Mapping[str, int]]) -> None:
        self._counts: Counter[str] = Counter()
        for part in counts:
            self._counts.update(part)
        self._repaired: dict[str, str] = {}

    def repair(self, word: str) -> str:
        """Return the word that was meant, or an empty string.

        Only unknown words of letters are repaired, never numbers or identifiers. The
        first letter must be among the first two; one error, from 8 letters on two.
        What is no error but several words without spaces is returned with them:
        ``usernotfound`` as ``user not found``.
        """
        if word in self._counts or not LEAST <= len(word) <= LONGEST:
            return ""
        if not _WORD.fullmatch(word):
            return ""
        if word not in self._repaired:
            if len(self._repaired) > 10_000:
                self._repaired.clear()
            meant = self._nearest(word) if len(word) <= MOST else ""
            self._repaired[word] = meant or self._split(word)
        return self._repaired[word]

    def _split(self, word: str) -> str:
        """Return a glued word as its words: the fewest, then the most frequent."""
        if len(word) < GLUED:
            return ""
        # For each place: pieces up to there, how rare they are, where the last begins.
        best: list[tuple[int, float, int] | None] = [(0, 0.0, 0)]
        for end in range(1, len(word) + 1):
            ways = [
                (before[0] + 1, before[1] - log(self._counts[word[start:end]]), start)
                for start in range(max(0, end - MOST), end - PIECE + 1)
                if (before := best[start]) and self._counts[word[start:end]] >= SEEN
            ]
            best.append(min(ways, default=None))
        pieces: list[str] = []
        end = len(word)
        while end and (way := best[end]):
            pieces.append(word[way[2] : end])
            end = way[2]
        return " ".join(reversed(pieces)) if not end and len(pieces) <= PIECES else ""

    def _nearest(self, word: str) -> str:
        errors = 2 if len(word) >= TWO_ERRORS else 1
        words, masks, lengths = self._table
        # Each error changes at most two letters of the set.
        apart = np.bitwise_count(masks ^ np.uint32(_mask(word)))
        close = (np.abs(lengths - len(word)) <= errors) & (apart <= 2 * errors)
        best: tuple[int, int, str] | None = None
        for at in np.flatnonzero(close).tolist():
            other = words[at]
            if other[0] not in word[:2] and word[0] not in other[:2]:
                continue
            distance = _distance(word, other, errors)
            if distance <= errors:
                found = (distance, -self._counts[other], other)
                best = min(best, found) if best else found
        return best[2] if best else ""

    @cached_property
    def _table(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        words = sorted(w for w, count in self._counts.items() if count >= SEEN)
        masks = np.array([_mask(word) for word in words], np.uint32)
        return words, masks, np.array([len(word) for word in words], np.int64)


def is_word(term: str) -> bool:
    """Return whether the vocabulary keeps a term."""
    return LEAST - 1 <= len(term) <= MOST + 2 and bool(_WORD.fullmatch(term))


def _mask(word: str) -> int:
    mask = 0
    for char in word:
        mask |= 1 << (ord(char) - 97)
    return mask


def _distance(one: str, other: str, most: int) -> int:
    """Return the optimal string alignment distance, or more than ``most``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        current = [i]
        for j, letter in enumerate(other, 1):
            cost = min(row[j], current[j - 1]) + 1
            cost = min(cost, row[j - 1] + (char != letter))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == letter:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, row = row, current
    return row[-1]

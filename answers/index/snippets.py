"""Snippets: the passage of a text with most of the words, and where they are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from answers.text.chinese import simplify

MAX_TERMS = 40  # the heaviest; a pasted log has hundreds
BEFORE = 24  # characters shown before the first word, at most
REPEATED = 0.1  # weight of a word that the passage already holds
MAX_FOLDS = 20_000

Span = tuple[int, int]

_LINE_END = re.compile(r"[。！？；!?;\n]")
_BREAKS = str.maketrans("\n\r\t", "   ")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a text from ``start`` on; ``spans`` are places inside it."""

    text: str
    spans: tuple[Span, ...]
    start: int


class _Folds(dict[int, int]):
    """Each character's NFKC, simplified, lower-case form where that is one character.

    So a place in the folded text is the same place in the text.
    """

    def __missing__(self, code: int) -> int:
        folded = simplify(unicodedata.normalize("NFKC", chr(code))).lower()
        found = ord(folded) if len(folded) == 1 else code
        if len(self) < MAX_FOLDS:
            self[code] = found
        return found


_FOLDS = _Folds()


def make_snippet(
    text: str, terms: Iterable[str] | Mapping[str, float], length: int = 160
) -> Snippet:
    """Return the passage with the most, the heaviest and the densest of ``terms``.

    ``terms`` may carry weights; rare words should weigh more. Without any match the
    passage is the beginning.
    """
    weights = dict(terms) if isinstance(terms, Mapping) else dict.fromkeys(terms, 1.0)
    places = _find(text, weights)
    start = _start(text, _densest(places, weights, length), length)
    passage = text[start : start + length]
    inside = [
        (a - start, b - start)
        for a, b, _ in places
        if a >= start and b <= start + len(passage)
    ]
    return Snippet(passage.translate(_BREAKS), tuple(_merged(inside)), start)


def mark(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` as safe HTML with ``<mark>`` around each span."""
    parts, done = [], 0
    for start, end in _merged((max(a, 0), min(b, len(text))) for a, b in spans):
        parts += [
            escape(text[done:start]),
            "<mark>",
            escape(text[start:end]),
            "</mark>",
        ]
        done = end
    return "".join([*parts, escape(text[done:])])


def _find(text: str, weights: Mapping[str, float]) -> list[tuple[int, int, str]]:
    """Return where which term is, in order; places may overlap."""
    heaviest = sorted(weights, key=lambda term: (-weights[term], -len(term)))
    terms = sorted(filter(None, heaviest[:MAX_TERMS]), key=len, reverse=True)
    if not terms:
        return []
    first = "".join({re.escape(term[0]) for term in terms})
    one_of = "|".join(map(re.escape, terms))
    # Looking ahead finds bigrams that overlap; the class skips most places at once.
    pattern = re.compile(f"(?=[{first}])(?=({one_of}))")
    found = (match.span(1) for match in pattern.finditer(text.translate(_FOLDS)))
    return [
        (start, end, text[start:end].translate(_FOLDS))
        for start, end in found
        if _is_word(text, start, end)
    ]


def _is_word(text: str, start: int, end: int) -> bool:
    """Tell a word from a piece of one: ``port`` is not in ``support``."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start == 1 and not text[start].isascii():
        # A lone Chinese character is a word only where it stands alone.
        return not (before.isalnum() or after.isalnum())
    return not (_joined(before, text[start]) or _joined(text[end - 1], after))


def _joined(left: str, right: str) -> bool:
    if left.isdigit() or right.isdigit():
        return left.isdigit() and right.isdigit()
    both = left.isalpha() and right.isalpha() and left < "\u2e80" and right < "\u2e80"
    return both and not (left.islower() and right.isupper())


def _densest(
    places: list[tuple[int, int, str]], weights: Mapping[str, float], length: int
) -> Span | None:
    """Return the first and last place of the best passage."""
    best, best_score, score, left = None, 0.0, 0.0, 0
    inside: Counter[str] = Counter()
    for start, end, term in places:
        score += weights[term] * (REPEATED if inside[term] else 1)
        inside[term] += 1
        while end - places[left][0] > length - BEFORE and places[left][0] < start:
            gone = places[left][2]
            inside[gone] -= 1
            score -= weights[gone] * (REPEATED if inside[gone] else 1)
            left += 1
        if score > best_score + 1e-9:
            best, best_score = (places[left][0], end), score
    return best


def _start(text: str, passage: Span | None, length: int) -> int:
    """Return where to begin: at a sentence, else a little before the first word."""
    if passage is None or passage[1] <= length:
        return len(text) - len(text.lstrip()) if passage is None else 0
    first, last = passage
    earliest = max(first - BEFORE, last - length, 0)
    ends = [match.end() for match in _LINE_END.finditer(text, earliest, first)]
    start = ends[-1] if ends else earliest
    return max(min(start, len(text) - length), 0)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, with those that touch or overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

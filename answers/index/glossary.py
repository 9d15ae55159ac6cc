"""Glossary: words that mean the same, found in a question in one pass.

Staff edit the groups (``SynonymGroup``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from answers.index.analysis import CJK, analyse
from answers.text.chinese import simplify

# The weight of a synonym, relative to the word itself (docs/search.md has the effect).
SYNONYM_WEIGHT = 0.45
MAX_LENGTH = 4_000  # characters of a question that are searched for phrases

_CJK = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"[^\W_{CJK}]+[#+]*|[{CJK}]+")
_BESIDE_CJK = re.compile(rf"(?<=[{CJK}]) | (?=[{CJK}])")
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True)
class Glossary:
    """Groups of words; two glossaries of the same groups are equal."""

    groups: tuple[tuple[str, ...], ...] = ()

    def expand(self, text: str) -> dict[str, float]:
        """Return the terms that say the same as words of ``text``, with weights."""
        found: dict[int, set[str]] = defaultdict(set)
        for phrase in self._phrases(_fold(text[:MAX_LENGTH])):
            for group in self._index.get(phrase, ()):
                found[group].add(phrase)
        weights: dict[str, float] = {}
        for group, present in found.items():
            for phrase, terms in self._members[group]:
                if phrase not in present:
                    for term in terms:
                        weight = SYNONYM_WEIGHT / len(terms) ** 0.5
                        weights[term] = max(weights.get(term, 0.0), weight)
        return weights

    def alternatives(self, text: str) -> dict[str, list[frozenset[str]]]:
        """Return the synonyms of each term of ``text``, each as a set of terms."""
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for phrase in set(self._phrases(_fold(text[:MAX_LENGTH]))):
            for group in self._index.get(phrase, ()):
                others = [
                    frozenset(terms) for p, terms in self._members[group] if p != phrase
                ]
                for term in dict.fromkeys(analyse(phrase)):
                    found[term] += others
        return dict(found)

    def knows(self, word: str) -> bool:
        """Return whether a word is in some group: then it is no typing error."""
        return _fold(word) in self._index

    @cached_property
    def _members(self) -> list[list[tuple[str, list[str]]]]:
        return [
            [
                (_phrase(word), list(dict.fromkeys(analyse(word))))
                for word in group
                if _phrase(word)
            ]
            for group in self.groups
        ]

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, members in enumerate(self._members):
            for phrase, _ in members:
                index[phrase].append(number)
        return dict(index)

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """Lengths of the Chinese phrases by their first character, longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in self._index:
            if _is_cjk(phrase[0]):
                lengths[phrase[0]].add(len(phrase))
        return {char: sorted(found, reverse=True) for char, found in lengths.items()}

    @cached_property
    def _counts(self) -> dict[str, list[int]]:
        """How many words the other phrases have, by their first word."""
        counts: dict[str, set[int]] = defaultdict(set)
        for phrase in self._index:
            if not _is_cjk(phrase[0]):
                words = phrase.split(" ")
                counts[words[0]].add(len(words))
        return {word: sorted(found) for word, found in counts.items()}

    @cached_property
    def _mixed(self) -> re.Pattern[str] | None:
        """The expression for phrases of both scripts, as ``ip地址``."""
        mixed = [p for p in self._index if not p.isascii() and _LATIN.search(p)]
        mixed.sort(key=len, reverse=True)
        return re.compile("|".join(map(_whole, mixed))) if mixed else None

    def _phrases(self, text: str) -> Iterator[str]:
        """Yield each phrase of the glossary in a folded text."""
        words = _WORD.findall(text)
        for at, word in enumerate(words):
            if _is_cjk(word[0]):
                yield from self._chinese(word)
                continue
            for count in self._counts.get(word, ()):
                phrase = " ".join(words[at : at + count])
                if phrase in self._index:
                    yield phrase
        if self._mixed:
            yield from self._mixed.findall(_join(words))

    def _chinese(self, run: str) -> Iterator[str]:
        for at, char in enumerate(run):
            for length in self._lengths.get(char, ()):
                if run[at : at + length] in self._index:
                    yield run[at : at + length]


def make_glossary(groups: Iterable[Sequence[str]]) -> Glossary:
    """Return the glossary of these groups; a group of one word says nothing."""
    return Glossary(tuple(tuple(group) for group in groups if len(group) > 1))


def _fold(text: str) -> str:
    return simplify(unicodedata.normalize("NFKC", text)).lower()


def _phrase(word: str) -> str:
    """Return a word as ``_phrases`` yields it."""
    return _join(_WORD.findall(_fold(word)))


def _join(words: Sequence[str]) -> str:
    """Return words as one phrase: a space between two, none beside Chinese."""
    return _BESIDE_CJK.sub("", " ".join(words))


def _whole(phrase: str) -> str:
    """Return the expression that finds a phrase, but not in ``vip地址``."""
    before = "(?<![a-z0-9])" if phrase[0].isascii() else ""
    after = "(?![a-z0-9])" if phrase[-1].isascii() else ""
    return before + re.escape(phrase) + after


def _is_cjk(char: str) -> bool:
    # The comparison is cheaper than the expression.
    return char > "\u2fff" and bool(_CJK.match(char))

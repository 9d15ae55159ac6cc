"""Glossary: parse and check groups of words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from answers.lib.fingerprints import fingerprint
from answers.text.normalization import fold, one_line

SEPARATOR = "|"
FEWEST_WORDS, MOST_WORDS = 2, 40
LONGEST_WORD = 60  # characters

Fault = Literal["few", "many", "long"]

_ADVICE: dict[Fault, str] = {
    "few": f"needs at least two different words with ' {SEPARATOR} ' between them",
    "many": f"has more than {MOST_WORDS} words: make it two groups",
    "long": f"has a word of more than {LONGEST_WORD} characters: shorten it",
}


@dataclass(frozen=True, slots=True)
class GlossaryLine:
    """One group of a glossary file; ``fault`` says why it is not valid, if so."""

    number: int
    words: tuple[str, ...] = ()
    fault: str = ""

    @property
    def fingerprint(self) -> str:
        """Equal for the same words in any order, case and width."""
        return fingerprint(sorted(fold(word) for word in self.words))


def tidy_words(words: Iterable[object]) -> list[str]:
    """Return the words cleaned, in order, without duplicates.

    Words that differ in case or width only are duplicates. Words without a letter or
    digit are dropped.
    """
    once: dict[str, str] = {}
    for word in words:
        cleaned = one_line(str(word))
        if re.search(r"\w", cleaned):
            once.setdefault(fold(cleaned), cleaned)
    return list(once.values())


def fault_of(words: list[str]) -> Fault | None:
    """Return the fault of a group of tidy words, or None."""
    if len(words) < FEWEST_WORDS:
        return "few"
    if len(words) > MOST_WORDS:
        return "many"
    return "long" if any(len(word) > LONGEST_WORD for word in words) else None


def parse_glossary(data: bytes) -> Iterator[GlossaryLine]:
    """Yield the groups of the file, those that are not valid with their fault."""
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines()
    for number, raw in enumerate(lines, start=1):
        try:
            text = raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            yield GlossaryLine(number, fault="is not UTF-8: save the file as UTF-8")
            continue
        if text and not text.startswith("#"):
            words = tidy_words(text.split(SEPARATOR))
            fault = fault_of(words)
            yield GlossaryLine(number, tuple(words), _ADVICE[fault] if fault else "")

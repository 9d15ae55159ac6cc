"""Drafting: the sentences that may stand, out of those that were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answers.services.llm.errors import RewordingError
from answers.services.llm.prompt import Source
from answers.services.llm.support import (
    citations_of,
    has_words,
    is_supported,
    shares_words,
)
from answers.text.normalization import clean, fold

MOST = 40  # sentences of an answer
REPEATS = 3  # times a sentence may come again before it is a loop


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that its passages carry, citations included in the text.

    ``said`` is the same with the white space around it, which lays out a list.
    """

    text: str
    citations: tuple[int, ...]
    said: str


@dataclass(frozen=True, slots=True)
class RewordedAnswer:
    """An answer in a model's words, every sentence of it checked."""

    text: str
    sentences: tuple[Sentence, ...]
    model: str


class Draft:
    """Takes sentences one by one and keeps those that are cited and supported."""

    def __init__(self, sources: Sequence[Source], model: str) -> None:
        self._sources = {source.number: source for source in sources}
        self._model = model
        self._kept: list[Sentence] = []
        self._seen: dict[str, int] = {}
        self._failed = 0

    def add(self, raw: str) -> Sentence | None:
        """Return the sentence where it may stand. Raises RewordingError for a loop."""
        raw = clean(raw)
        text = raw.strip()
        if not has_words(text) and "`" not in text:
            return None
        key = fold("".join(text.split()))
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] > REPEATS or len(self._seen) > MOST:
            raise RewordingError("looping")
        if self._seen[key] > 1:
            return None
        cited = citations_of(text)
        sentence = Sentence(text, tuple(cited), raw)
        if not self._stands(sentence):
            self._failed += 1
            return None
        self._kept.append(sentence)
        return sentence

    def finish(self) -> RewordedAnswer:
        """Return the whole. Raises RewordingError where more than a third fell."""
        if not self._kept and not self._failed:
            raise RewordingError("empty")
        if self._failed * 3 > self._failed + len(self._kept):
            detail = f"{self._failed} fell, {len(self._kept)} stand"
            raise RewordingError("unsupported", detail)
        text = "".join(sentence.said for sentence in self._kept).strip()
        return RewordedAnswer(text, tuple(self._kept), self._model)

    def _stands(self, sentence: Sentence) -> bool:
        cited = sentence.citations
        if not cited or any(number not in self._sources for number in cited):
            return False
        sources = [self._sources[number] for number in cited]
        passages = [f"{source.title}\n{source.text}" for source in sources]
        return is_supported(sentence.text, passages) and (
            len(passages) == 1
            or all(shares_words(sentence.text, passage) for passage in passages)
        )

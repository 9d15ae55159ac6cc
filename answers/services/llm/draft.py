"""Draft: a model's text, split into sentences, of which the supported ones are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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

MAX_SENTENCES = 40
REPEATS = 3  # times a sentence may come again before it is a loop

_CITED = r"(?:\s*\[[\d,，、 ]{1,20}\])*"
# Whether citations follow is known only once something else has come.
_NEXT = r"\s*(?=[^\s\[]|\[[^\d\s])"
_END = re.compile(
    r"(?:[。！？；]+[”’」』）)\"*]*"
    r"|(?<![\d\s])(?<!e\.g)(?<!i\.e)(?<!etc)[.!?]+[)\"'*]*(?=\s|\[\d)"
    rf"|(?<![:：\s])(?=\n)){_CITED}{_NEXT}"
)
_AFTER = re.compile(rf"{_CITED}{_NEXT}")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that the passages it cites support.

    ``text`` includes the citations; ``raw`` is the same with the white space around it,
    which keeps a list's layout.
    """

    text: str
    citations: tuple[int, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class RewordedAnswer:
    """An answer in a model's words, every sentence of it checked."""

    text: str
    sentences: tuple[Sentence, ...]
    model: str


class Draft:
    """Keeps the sentences that cite passages and are supported by them."""

    def __init__(self, sources: Sequence[Source], model: str) -> None:
        self._sources = {source.number: source for source in sources}
        self._model = model
        self._kept: list[Sentence] = []
        self._seen: dict[str, int] = {}
        self._failed = 0

    def add(self, raw: str) -> Sentence | None:
        """Return the sentence, None where it is not kept. Raises RewordingError."""
        raw = clean(raw)
        text = raw.strip()
        if not has_words(text) and "`" not in text:
            return None
        key = fold("".join(text.split()))
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] > REPEATS or len(self._seen) > MAX_SENTENCES:
            raise RewordingError("looping")
        if self._seen[key] > 1:
            return None
        cited = citations_of(text)
        sentence = Sentence(text, tuple(cited), raw)
        if not self._is_supported(sentence):
            self._failed += 1
            return None
        self._kept.append(sentence)
        return sentence

    def finish(self) -> RewordedAnswer:
        """Return the answer. Raises RewordingError: over a third is unsupported."""
        if not self._kept and not self._failed:
            raise RewordingError("empty")
        if self._failed * 3 > self._failed + len(self._kept):
            detail = f"{self._failed} fell, {len(self._kept)} stand"
            raise RewordingError("unsupported", detail)
        text = "".join(sentence.raw for sentence in self._kept).strip()
        return RewordedAnswer(text, tuple(self._kept), self._model)

    def _is_supported(self, sentence: Sentence) -> bool:
        cited = sentence.citations
        if not cited or any(number not in self._sources for number in cited):
            return False
        sources = [self._sources[number] for number in cited]
        passages = [f"{source.title}\n{source.text}" for source in sources]
        return is_supported(sentence.text, passages) and (
            len(passages) == 1
            or all(shares_words(sentence.text, passage) for passage in passages)
        )


class Splitter:
    """Splits text that comes in pieces into sentences, each with its citations.

    A code block stays whole, with the line before it.
    """

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> Iterator[str]:
        """Add a piece; yield each complete sentence, with its white space."""
        self._rest += text
        while end := self._end():
            sentence, self._rest = self._rest[:end], self._rest[end:]
            yield sentence

    def end(self) -> Iterator[str]:
        """Yield what is left at the end of the text."""
        if self._rest.strip():
            yield self._rest
        self._rest = ""

    def _end(self) -> int:
        fence = self._rest.find(_FENCE)
        match = _END.search(self._rest)
        if match and (fence < 0 or match.end() <= fence):
            return match.end()
        closing = self._rest.find(_FENCE, fence + 3) if fence >= 0 else -1
        if closing < 0:
            return 0
        after = _AFTER.match(self._rest, closing + 3)
        return after.end() if after else 0

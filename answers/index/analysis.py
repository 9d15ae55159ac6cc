"""Analysis: text to terms, the same for documents and queries, in linear time."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from answers.index.noise import strip_noise
from answers.text.chinese import simplify
from answers.text.normalization import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TERM = 64  # characters; a longer term is cut
MAX_NUMBERS = 2  # a word with more runs of digits is random (a hash), not words
# The weight of a word inside an identifier in a query, relative to the identifier.
PART_WEIGHT = 0.5

CJK = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uac00-\ud7af\U00020000-\U0003ffff"
)
_WORD = rf"[^\W{CJK}]"
# No two alternatives and no two neighbours can begin with the same character, so
# there is nothing to backtrack into.
_TOKEN = re.compile(rf"(?P<cjk>[{CJK}]+)|{_WORD}+(?:[./:\-@$\\]+{_WORD}+)*")
_PATH = re.compile(r"[/:@$\\]+")
_DOTTED = re.compile(r"\.+")
_DASHED = re.compile(r"[-_]+")
_VERSION = re.compile(r"[vV]?((\d+\.\d+)(?:\.\d+)?)(?![\d.])")
_PIECE = re.compile(
    r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\dA-Za-z_]+|\d+"
)

# Phrases that only make a sentence a question; a longer one before its beginning.
_QUESTION = """
    为什么会 为什么 什么原因 怎么回事 是怎么 怎么样 怎么办 怎么 怎样 如何
    请问一下 请问 问一下 想问 我想 是什么 什么是 有什么 什么 的时候 时候
    是不是 是否 有没有 能不能 可不可以 可以 能否 应该 需要 哪里 哪个 哪些 哪
    吗 呢 啊 吧 呀 嘛 的话 帮忙 麻烦 一下 这个 那个 这种 现在
    我们 我的 我 你们 大家 各位 大佬 谢谢 您好 你好
"""
_FILLER = re.compile(f"(?:{'|'.join(_QUESTION.split())})+")
_ENGLISH = """
    a an and are as at be by can could do does for from get has have how i if in into
    is it its me my of on or our please should so than that the their then there this
    to was we what when where which why will with would you your
"""
_STOP = frozenset(_ENGLISH.split())


def analyse(text: str) -> list[str]:
    """Return the terms of ``text`` in order, as often as they occur.

    Chinese runs become bigrams, identifiers stay whole and are split as well.
    """
    terms: list[str] = []
    for found, parts in _tokens(_normal(text)):
        terms += found
        terms += parts
    return terms


def query_terms(text: str) -> dict[str, float]:
    """Return the terms to look for, and how much each one counts.

    Words that only make a sentence a question are left out, and the noise of logs,
    unless nothing would remain.
    """
    whole = _normal(text)
    weights: dict[str, float] = {}
    for candidate in (_FILLER.sub(" ", strip_noise(whole)), whole):
        for found, parts in _tokens(candidate):
            weights.update(dict.fromkeys(found, 1.0))
            for part in parts:
                weights.setdefault(part, PART_WEIGHT)
        content = {term: weights[term] for term in weights if term not in _STOP}
        if content:
            return content
    return weights


def _normal(text: str) -> str:
    return simplify(unicodedata.normalize("NFKC", clean(text)))


def _tokens(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the terms of each token: those for the whole, and those of its parts."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match.lastgroup:
            yield _bigrams(token), []
        elif token.isalpha() and token[1:].islower():
            yield [token[:MAX_TERM].lower()], []  # a plain word, the usual case
        else:
            yield _identifier_terms(token)


def _bigrams(run: str) -> list[str]:
    """Return each two neighbouring characters; one alone stays as it is."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _identifier_terms(token: str) -> tuple[list[str], list[str]]:
    """Return an identifier as a whole, then its parts and the words in them."""
    if len(token) <= MAX_TERM:
        return _short_identifier_terms(token)
    return _identifier_terms_of_any_length(token)


def _identifier_terms_of_any_length(token: str) -> tuple[list[str], list[str]]:
    parts = (part[:MAX_TERM].lower() for part in _split(token) if part)
    terms = list(dict.fromkeys(parts))
    return terms[:1], terms[1:]


# The same names are frequent, in a corpus as in a log.
_short_identifier_terms = lru_cache(8192)(_identifier_terms_of_any_length)


def _split(token: str) -> Iterator[str]:
    """Yield ``a.b/cD1`` from the whole down to ``c``, ``D``, ``1``."""
    yield token.strip("_")
    for path in _PATH.split(token):
        yield path
        if version := _VERSION.match(path):
            yield from version.groups()
        for dotted in _DOTTED.split(path):
            yield dotted
            for word in _DASHED.split(dotted):
                yield word
                yield from _pieces(word)


def _pieces(word: str) -> list[str]:
    pieces = _PIECE.findall(word)
    if len(pieces) < 2 or sum(piece.isdigit() for piece in pieces) > MAX_NUMBERS:
        return []
    return [piece for piece in pieces if len(piece) > 1 or piece.isdigit()]

"""Support: whether passages hold what a sentence says, judged by words alone. Pure.

Names, numbers, settings and commands must be in a passage to the letter; of the other
words, most must. A sentence that reverses the meaning is not noticed, except by a
"not" that no passage has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from answers.index import analyse, query_terms
from answers.text.normalization import fold

SHARE = 0.6  # of a sentence's words that the passage must hold
CLAUSE = 0.3  # the same of each part between commas

_CODE = re.compile(r"```[^\n`]*\n?(.*?)```|`([^`\n]+)`", re.DOTALL)
_CITED = re.compile(r"\[(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\]")
_CLAUSE = re.compile(r"[，,；;：:\n]")
_TOKEN = re.compile(r"[a-z0-9_$][a-z0-9_$.-]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LISTED = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)、])\s+", re.MULTILINE)
_NOT = re.compile(
    r"不|无需|無需|勿|禁止|没有|沒有|未|\b(?:not|never|no|cannot|without)\b|n't"
)


def citations_of(sentence: str) -> list[int]:
    """Return the numbers of the passages that a sentence cites, in order."""
    prose = _CODE.sub(" ", sentence)
    found = (int(n) for group in _CITED.findall(prose) for n in group_numbers(group))
    return list(dict.fromkeys(found))


def group_numbers(group: str) -> list[str]:
    """Return the numbers inside one pair of brackets."""
    return re.findall(r"\d+", group)


def replace_citations(text: str, put: Callable[[int], str]) -> str:
    """Return ``text`` with ``put(number)`` for each citation outside of code."""

    def each(match: re.Match[str]) -> str:
        return "".join(put(int(number)) for number in group_numbers(match[1]))

    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_CITED.sub(each, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _CITED.sub(each, text[end:])])


def has_words(sentence: str) -> bool:
    """Whether there is a word in it, and not only punctuation and citations."""
    return any(letter.isalpha() for letter in _bare(sentence))


def is_supported(sentence: str, passages: Iterable[str]) -> bool:
    """Whether the passages hold what the sentence says."""
    text = "\n".join(passages)
    held = fold(text)
    if not _holds_code(sentence, held):
        return False
    body = _bare(_CODE.sub(" ", sentence))
    if _NOT.search(fold(body)) and not _NOT.search(held):
        return False
    if any(not _holds(name, held) for name in _names(fold(body))):
        return False
    terms = set(analyse(text))
    shares = [_share(clause, terms) for clause in _CLAUSE.split(body)]
    return _share(body, terms) >= SHARE and min(shares) >= CLAUSE


def shares_words(sentence: str, passage: str) -> bool:
    """Whether a passage holds any of it: each of several citations must be right."""
    flat = " ".join(fold(passage).split())
    if any(_holds(line, flat) for line in _code_lines(sentence)):
        return True
    body = _bare(_CODE.sub(" ", sentence))
    return has_words(body) and _share(body, set(analyse(passage))) >= CLAUSE


def _bare(sentence: str) -> str:
    return _LISTED.sub("", _CITED.sub(" ", sentence))


def _holds_code(sentence: str, held: str) -> bool:
    """Whether each line of code stands in the passage as it is."""
    flat = " ".join(held.split())
    if not all(_holds(line, flat) for line in _code_lines(sentence)):
        return False
    # Marks without their partner would hide what stands between them.
    return "`" not in _CODE.sub(" ", sentence)


def _code_lines(sentence: str) -> list[str]:
    codes = [block or span for block, span in _CODE.findall(sentence)]
    return [
        " ".join(fold(line).split()) for code in codes for line in code.splitlines()
    ]


def _names(body: str) -> list[str]:
    """Return what must stand in a passage to the letter.

    In Chinese every Latin word is a name; in English what no plain word looks like.
    """
    chinese = bool(_CHINESE.search(body))
    tokens = (token.rstrip(".-") for token in _TOKEN.findall(body))
    return [token for token in tokens if token and (chinese or not token.isalpha())]


def _holds(name: str, held: str) -> bool:
    """Whether a name stands there whole: no 80 in 8080, no ``a.b`` in ``a.b.c``."""
    name = re.sub(r"^v(?=\d)", "", name)
    if not name:
        return True
    before = r"(?<![a-z0-9_])(?<!\d\.)" if name[0].isalnum() else ""
    after = r"(?![a-z0-9_]|[.-][a-z0-9])" if name[-1].isalnum() else ""
    if before and re.match(r"\d", name):
        before = r"(?<![a-uw-z0-9_])(?<!\d\.)"  # v2.0.3 is 2.0.3
    return bool(re.search(before + re.escape(name) + after, held))


def _share(clause: str, terms: set[str]) -> float:
    """Return how much of a clause's words is known; all of one that has too few."""
    wanted = {
        term: weight
        for term, weight in query_terms(clause).items()
        if term.isalnum() or len(term) > 1
    }
    if len(wanted) < 2:
        return 1.0
    found = sum(weight for term, weight in wanted.items() if term in terms)
    return found / sum(wanted.values())

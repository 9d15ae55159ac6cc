"""Meaning: the sentence of an answer that explains a symptom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from answers.models import Article
from answers.services.symptoms.selectors import Diagnosis
from answers.text.normalization import fold, one_line

MOST_ARTICLES = 30  # whose answers are looked at, the best first
LONGEST_TEXT = 8_000
SHORTEST, LONGEST = 12, 160  # characters of a sentence that explains

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_ASKS = re.compile(r"(?:什么|吗|[？?])$|哪|如何|怎么|为何")
_MEANS = re.compile(
    r"意味着|表示|表明|说明|代表|是指|指的是|是因为|是由于|通常是|用于|用来"
    r"|\b(?:means?|indicates?|says|stands for|is used)\b"
)
_BETWEEN = 24  # characters between the symptom and the word that explains it


@dataclass(frozen=True, slots=True)
class Meaning:
    """A sentence that says what a symptom means, and the article it is from."""

    text: str
    article: Article


def symptom_meaning(*, diagnosis: Diagnosis) -> Meaning | None:
    """Return the first explaining sentence of the best answers, or None."""
    value = re.escape(fold(diagnosis.symptom.value))
    says = re.compile(
        rf"(?<![a-z0-9_.]){value}(?![a-z0-9_.])[^，,;；:：]{{0,{_BETWEEN}}}"
    )
    for article in diagnosis.articles[:MOST_ARTICLES]:
        text = article.current.text if article.current else ""
        for found in _SENTENCE.finditer(text[:LONGEST_TEXT]):
            sentence = one_line(found[0])
            if not SHORTEST <= len(sentence) <= LONGEST or _ASKS.search(sentence):
                continue
            near = says.search(fold(sentence))
            if near and _MEANS.search(fold(sentence)[near.start() : near.end() + 4]):
                return Meaning(_without_label(sentence, near.start()), article)
    return None


def _without_label(sentence: str, at: int) -> str:
    """Return a sentence without the ``权限问题：`` that leads it in."""
    colon = max(sentence.rfind("：", 0, at), sentence.rfind(":", 0, at))
    return sentence[colon + 1 :].strip()

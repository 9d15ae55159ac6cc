"""Confidence: how likely the best article answers, from what is known when asked.

Pure: features of one question and its best hits, through a logistic curve. The table
was fitted on judged questions; docs/ask.md says how, and how far to trust it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

from answers.lib.text import fold
from answers.search import Hit, Results

BEST = 3  # hits that may know a name before it counts as foreign
# Share of the rarest term's idf from which on a Latin word is a name.
RARE = 0.47
LONG = 300  # characters from which on a text is a log: its odd words prove nothing
FEW = 4  # terms from which on English is prose, whose odd words prove nothing, too
ENOUGH = 0.25  # share of a question that foreign names need to make it foreign
STRANGE = 0.6  # share of unknown terms from which on the question is about nothing here
CHINESE_UNKNOWN = 0.25  # two characters side by side are mostly no word

_NAME = re.compile(r"[a-z][a-z\d]{1,19}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Features:
    """What tells a good answer from a bad one; all but ``length`` lie in 0 to 1."""

    coverage: float
    margin: float
    head: float
    held: float
    foreign: float
    length: float


# What each feature adds to the log odds, and why.
BASE = -1.89
WEIGHTS = Features(
    coverage=1.31,  # an article that says much of what was asked is about it
    margin=1.59,  # a best one that stands alone was meant; among equals it is a guess
    head=0.81,  # asked in the same words, it is the same question
    held=0.87,  # rare words found count more than common ones
    foreign=-2.9,  # a name that nothing found knows: the question is about that
    length=1.29,  # the more terms agree, the less it is chance (coverage falls by then)
)


def confidence_of(features: Features) -> float:
    """Return the probability that the best article answers, 0 to 1."""
    pairs = zip(astuple(WEIGHTS), astuple(features), strict=True)
    odds = BASE + sum(weight * value for weight, value in pairs)
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


def rarest_idf(total: int) -> float:
    """Return what a term weighs that none of ``total`` articles holds."""
    return math.log(1 + (max(total, 1) + 0.5) / 0.5)


def weigh_terms(results: Results, total: int) -> dict[str, float]:
    """Return each of the question's own terms with its weight, unknown ones too."""
    rarest = rarest_idf(total)
    return {
        term: results.weights[term]
        if term in results.weights
        else rarest * (1 if term.isascii() else CHINESE_UNKNOWN)
        for term in results.terms
    }


def read_features(
    text: str,
    results: Results,
    hits: Sequence[Hit],
    *,
    head: frozenset[str],
    total: int,
) -> Features:
    """Return the features of a question whose best ``hits`` these are, one at least.

    ``head`` holds the terms of the best one's title and question, ``total`` says how
    many articles there are.
    """
    weights = weigh_terms(results, total)
    whole = sum(weights.values()) or 1.0
    best = set(hits[0].matched)
    scores = [*(hit.score for hit in hits), 0.0]
    rare = RARE * rarest_idf(total)
    foreign = sum(foreign_names(text, weights, hits, rare).values()) / whole
    first, second = next(pairwise(scores))
    return Features(
        coverage=hits[0].coverage,
        margin=max(first - second, 0.0) / first if first > 0 else 0.0,
        head=_share(weights, head, whole),
        # What a synonym found counts in the coverage alone.
        held=max(_share(weights, best, whole), hits[0].coverage),
        foreign=1.0 if _strange(text, results, best) else min(foreign / ENOUGH, 1.0),
        length=math.log1p(len(weights)) / 3,
    )


def foreign_names(
    text: str, weights: Mapping[str, float], hits: Sequence[Hit], rare: float
) -> dict[str, float]:
    """Return the names the question turns on that none of the best articles has.

    A name weighs ``rare`` at least.
    """
    prose = len(weights) > FEW and not _CHINESE.search(text)
    if prose or len(text) > LONG:
        return {}
    words = set(re.findall(r"[a-z\d]+", fold(text)))
    near = {term for hit in hits[:BEST] for term in hit.matched}
    return {
        term: weight
        for term, weight in weights.items()
        if term not in near
        and weight >= rare
        and term in words
        and _NAME.fullmatch(term)
    }


def _strange(text: str, results: Results, best: set[str]) -> bool:
    """Tell whether hardly a word is known, nor a synonym of one to the best."""
    own = set(results.terms)
    unknown = [term for term in own if term not in results.weights]
    if len(text) > LONG or len(unknown) < STRANGE * max(len(own), 1):
        return False
    return not any(results.weights.get(term, 0.0) >= 1 for term in best - own)


def _share(
    weights: Mapping[str, float], held: frozenset[str] | set[str], whole: float
) -> float:
    return sum(weight for term, weight in weights.items() if term in held) / whole

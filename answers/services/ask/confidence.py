"""The confidence: how likely the best article answers the question.

Pure: features of one question and its best hits, put through a logistic curve. Its
coefficients are fitted to judged questions by ``evaluate --fit``; docs/ask.md says how
far to trust it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

from answers.index import Hit, Results
from answers.services.ask import coefficients
from answers.symptoms import RecognisedSymptom
from answers.text.normalization import fold

BEST = 3  # hits that may know a name before it counts as foreign
# Share of the rarest term's idf from which on a Latin word is a name.
RARE = 0.47
LONG = 300  # characters from which on a text is a log: its odd names prove nothing
FEW = 4  # terms from which on English is prose, whose odd words prove nothing, too
ENOUGH = 0.25  # share of a question that foreign names need to make it foreign
# Shares of unknown words, by weight and by number, that make it foreign altogether.
STRANGE, STRANGE_TERMS = 0.5, 0.4
CHINESE_UNKNOWN = 0.4  # two characters side by side are often no word

_NAME = re.compile(r"[a-z][a-z\d]{1,19}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from, each from 0 to 1.

    ``covered`` is the share of the question that the best article covers. ``margin`` is
    the distance of its score to the second, as a share of its own: among equals the
    first is a guess. ``foreign`` says how much of the question is names and words that
    the best articles do not have. ``agreed`` is the share of the question's symptoms
    that the article is known by.
    """

    covered: float
    margin: float
    foreign: float
    agreed: float


WEIGHTS = Features(
    covered=coefficients.COVERED,
    margin=coefficients.MARGIN,
    foreign=coefficients.FOREIGN,
    agreed=coefficients.AGREED,
)


@dataclass(frozen=True)
class QuestionTerms:
    """A question as the index read it, over ``total`` articles.

    ``synonyms`` maps a term to sets of terms, any of which means the same.
    """

    text: str
    results: Results
    symptoms: Sequence[RecognisedSymptom]
    synonyms: Mapping[str, Sequence[frozenset[str]]]
    total: int

    @cached_property
    def weights(self) -> dict[str, float]:
        """Each of its own terms with its weight, unknown ones too."""
        return weigh_terms(self.results, self.total)

    @cached_property
    def whole(self) -> float:
        """What all of it weighs."""
        return sum(self.weights.values()) or 1.0

    @cached_property
    def near(self) -> frozenset[str]:
        """The terms that one of the best holds."""
        return frozenset(t for hit in self.results.hits[:BEST] for t in hit.matched)

    @cached_property
    def missed(self) -> dict[str, float]:
        """The terms that none of the best holds, nor a synonym of them."""
        return {
            term: weight
            for term, weight in self.weights.items()
            if term not in self.near and not self._has_synonym_near(term)
        }

    @cached_property
    def unknown(self) -> float:
        """The share of the question, by weight, that the index does not know."""
        return sum(self._unknown.values()) / self.whole

    @cached_property
    def foreign(self) -> float:
        """How foreign the question is to the best articles, 0 to 1."""
        many = len(self._unknown) >= STRANGE_TERMS * len(self.weights)
        if many and self.unknown >= STRANGE:
            return 1.0
        names = sum(foreign_names(self).values()) / self.whole
        return min(names / ENOUGH, 1.0)

    @cached_property
    def _unknown(self) -> dict[str, float]:
        known = self.results.weights
        return {t: weight for t, weight in self.missed.items() if t not in known}

    def _has_synonym_near(self, term: str) -> bool:
        return any(
            terms and terms <= self.near for terms in self.synonyms.get(term, ())
        )


def confidence_of(features: Features) -> float:
    """Return the probability that the best article answers, 0 to 1."""
    pairs = zip(astuple(WEIGHTS), astuple(features), strict=True)
    odds = coefficients.BASE + sum(weight * value for weight, value in pairs)
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


def rarest_idf(total: int) -> float:
    """Return what a term weighs that none of ``total`` articles holds."""
    return math.log(1 + (max(total, 1) + 0.5) / 0.5)


def weigh_terms(results: Results, total: int) -> dict[str, float]:
    """Return each of the question's own terms with its weight, unknown ones too.

    Of what is unknown only words count: not a name made of words that count already,
    not one Chinese character alone, nor two where one known word ends and the next
    begins.
    """
    rarest = rarest_idf(total)
    known = [term for term in results.terms if term in results.weights]
    starts, ends = {term[0] for term in known}, {term[-1] for term in known}
    weights = {}
    for term in results.terms:
        if term in results.weights:
            weights[term] = results.weights[term]
        elif term.isascii():
            if term.isalnum():
                weights[term] = rarest
        elif len(term) > 1 and (term[0] not in ends or term[-1] not in starts):
            weights[term] = rarest * CHINESE_UNKNOWN
    return weights


def read_features(
    question: QuestionTerms, hits: Sequence[Hit], known: Collection[str]
) -> Features:
    """Return the features of the first of ``hits``; the others are its rivals.

    ``known`` holds the slugs of the symptoms of its article.
    """
    first, second = hits[0].score, hits[1].score if len(hits) > 1 else 0.0
    shown = sum(symptom.weight for symptom in question.symptoms)
    agreed = sum(s.weight for s in question.symptoms if s.slug in known)
    return Features(
        # The index says how much of what it knows is covered: the rest is not.
        covered=hits[0].coverage * (1 - question.unknown),
        margin=max(first - second, 0.0) / first if first > 0 else 0.0,
        foreign=question.foreign,
        agreed=agreed / shown if shown else 0.0,
    )


def foreign_names(question: QuestionTerms) -> dict[str, float]:
    """Return the names in the question that none of the best articles has."""
    prose = len(question.weights) > FEW and not _CHINESE.search(question.text)
    if prose or len(question.text) > LONG:
        return {}
    words = set(re.findall(r"[a-z\d]+", fold(question.text)))
    rare = RARE * rarest_idf(question.total)
    return {
        term: weight
        for term, weight in question.missed.items()
        if weight >= rare and term in words and _NAME.fullmatch(term)
    }

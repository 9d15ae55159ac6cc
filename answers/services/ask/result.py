"""What is answered to one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from answers.models import Article, Inquiry
from answers.services.ask.clarify import Choice
from answers.services.ask.confidence import Features
from answers.services.ask.passages import Passage
from answers.services.search import RECOGNISED, DecisiveLine
from answers.symptoms import RecognisedSymptom, recognise

Status: TypeAlias = Literal["answered", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Citation:
    """An article that the answer rests on: its revision and the passage to show."""

    article: Article
    revision: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another article that may answer."""

    article: Article
    confidence: float


@dataclass(frozen=True, slots=True)
class AskResult:
    """The answer to one question. ``best`` is None where nothing answers it.

    ``question`` is the text without its secrets, ``confidence`` a probability.
    ``citations`` begin with ``best``; ``alternatives`` are not among them.
    Links to the articles carry the token ``event``, empty where nothing is recorded.
    """

    question: str
    status: Status
    confidence: float
    best: Citation | None = None
    citations: tuple[Citation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    clarify: str | None = None
    choices: tuple[Choice, ...] = ()  # what ``clarify`` may be answered with
    lead: str = ""  # ``clarify`` without the choices, for where they are shown beside
    inquiry: Inquiry | None = None
    event: str = ""
    total: int = 0
    pinned: bool = False  # staff put the best one first for this question
    features: Features | None = None  # of the first row: what the confidence is from
    decisive: tuple[DecisiveLine, ...] = ()  # lines of a longer text that led to it

    @property
    def recognised(self) -> list[RecognisedSymptom]:
        """The symptoms in the question, the most specific first."""
        return recognise(self.question)[:RECOGNISED]

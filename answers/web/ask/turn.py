"""Turn: one question with its answer, as the ask page and the widget show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from answers.services.llm import llm_available
from answers.services.symptoms import symptom_known
from answers.text.redaction import redact
from answers.web.ask.llm import citation_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from answers.models import Viewer
    from answers.services.ask import AskResult

# Least confidence for each wording; docs/ask.md says how the values were chosen.
WORDS: Sequence[tuple[float, str, StrOrPromise]] = (
    (0.85, "sure", _("Certain")),
    (0.65, "fairly", _("Fairly sure")),
    (0.45, "maybe", _("Possible")),
    (0.0, "unsure", _("Not very sure")),
)
_REMOVED = re.compile(r"‹([^‹›\n]{1,20})›")
_ID = re.compile(r'(<[a-z][a-z\d]*(?:\s[^<>]*?)?)\sid="[^"<>]*"')


def sureness(confidence: float) -> tuple[str, StrOrPromise]:
    """Return a name and the words that say how sure an answer is."""
    return next((name, words) for least, name, words in WORDS if confidence >= least)


@dataclass(frozen=True, slots=True)
class Turn:
    """A redacted question with its answer.

    ``removed`` names the kinds of secrets taken out, ``known`` the slugs of symptoms
    that have a page.
    """

    question: str
    product: str
    result: AskResult
    removed: tuple[str, ...]
    known: frozenset[str]
    phrase: str = ""  # what a model may reword, empty where none may

    @property
    def is_log(self) -> bool:
        """Whether the question has several lines, as what is pasted has."""
        return "\n" in self.question.strip()

    @property
    def level(self) -> str:
        """The class of the words that say how sure the answer is."""
        return sureness(self.result.confidence)[0]

    @property
    def words(self) -> StrOrPromise:
        """How sure the answer is, in words."""
        return sureness(self.result.confidence)[1]

    @property
    def percent(self) -> int:
        """The confidence behind the words."""
        return round(100 * self.result.confidence)

    @property
    def opening(self) -> str:
        """The query string of links to articles, which records that one is opened."""
        return f"?from={self.result.event}" if self.result.event else ""

    @property
    def html(self) -> str:
        """The decisive passage; without ids, as a page may hold several."""
        return _ID.sub(r"\1", self.result.best.passage.html) if self.result.best else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Labels of the choices, and the value of ``do`` that each button sends."""
        return [
            (one.label, f"product:{one.product}" if one.product else f"add:{one.text}")
            for one in self.result.choices
        ]


def make_turn(result: AskResult, *, product: str, viewer: Viewer) -> Turn:
    """Return the turn for an answer."""
    question = redact(result.question)
    removed = dict.fromkeys(_REMOVED.findall(question))
    slugs = [symptom.slug for symptom in result.recognised]
    may = result.status == "answered" and llm_available()
    return Turn(
        question=question,
        product=product,
        result=result,
        removed=tuple(removed),
        known=frozenset(symptom_known(slugs=slugs, viewer=viewer)),
        phrase=citation_ids(result) if may else "",
    )

"""Language model: rewords cited passages; every sentence is checked."""

from answers.services.llm.completion import phrasing_on, phrasing_ready
from answers.services.llm.draft import Phrased, Sentence
from answers.services.llm.rewording import Outcome, Telling, answer_tell
from answers.services.llm.support import replace_citations

__all__ = [
    "Outcome",
    "Phrased",
    "Sentence",
    "Telling",
    "answer_tell",
    "phrasing_on",
    "phrasing_ready",
    "replace_citations",
]

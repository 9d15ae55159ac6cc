"""Phrasing: a language model may reword a cited passage; nothing of it is believed."""

from answers.services.phrasing.completing import phrasing_on, phrasing_ready
from answers.services.phrasing.drafting import Phrased, Sentence
from answers.services.phrasing.supporting import replace_citations
from answers.services.phrasing.telling import Outcome, Telling, answer_tell

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

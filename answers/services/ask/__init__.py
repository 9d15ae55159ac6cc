"""Ask: one question in, one answer with citations and a confidence out."""

from answers.services.ask.answer import UNKNOWN_BELOW, question_answer, question_ask
from answers.services.ask.confidence import Features
from answers.services.ask.inquiry_matches import inquiries_offer, inquiry_offer
from answers.services.ask.result import AskResult
from answers.services.ask.simulate import (
    Probe,
    World,
    live_world,
    question_probe,
    question_rank,
)

__all__ = [
    "UNKNOWN_BELOW",
    "AskResult",
    "Features",
    "Probe",
    "World",
    "inquiries_offer",
    "inquiry_offer",
    "live_world",
    "question_answer",
    "question_ask",
    "question_probe",
    "question_rank",
]

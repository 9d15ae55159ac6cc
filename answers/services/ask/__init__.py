"""Ask: one question in, one answer with citations and a confidence out."""

from answers.services.ask.answer import (
    UNKNOWN_BELOW,
    Judgement,
    question_answer,
    question_ask,
    question_judge,
)
from answers.services.ask.confidence import Features
from answers.services.ask.inquiry_matches import inquiries_offer, inquiry_offer
from answers.services.ask.result import AskResult

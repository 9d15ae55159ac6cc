"""Asking: a symptom in, articles out."""

from answers.services.asking.answering import (
    UNKNOWN_BELOW,
    question_ask,
    question_judge,
)
from answers.services.asking.confidence import Features
from answers.services.asking.deciding import Decisive
from answers.services.asking.decisions import (
    Decisions,
    decisions_with_pin,
    read_decisions,
)
from answers.services.asking.narrowing import FacetValue
from answers.services.asking.probing import (
    Probe,
    World,
    live_world,
    question_probe,
    question_rank,
)
from answers.services.asking.replying import AskResult
from answers.services.asking.searching import (
    DEEPEST,
    MOST,
    PAGE,
    QUERY_LENGTH,
    Answer,
    Found,
    Search,
    article_search,
)
from answers.services.asking.suggesting import Suggestion, article_suggest
from answers.services.asking.wording import current_groups

__all__ = [
    "DEEPEST",
    "MOST",
    "PAGE",
    "QUERY_LENGTH",
    "UNKNOWN_BELOW",
    "Answer",
    "AskResult",
    "Decisions",
    "Decisive",
    "FacetValue",
    "Features",
    "Found",
    "Probe",
    "Search",
    "Suggestion",
    "World",
    "article_search",
    "article_suggest",
    "current_groups",
    "decisions_with_pin",
    "live_world",
    "question_ask",
    "question_judge",
    "question_probe",
    "question_rank",
    "read_decisions",
]

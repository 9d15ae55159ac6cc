"""Asking: a symptom in, articles out."""

from answers.services.asking.answering import (
    UNKNOWN_BELOW,
    question_ask,
    question_judge,
)
from answers.services.asking.confidence import Features
from answers.services.asking.deciding import Decisive
from answers.services.asking.narrowing import FacetValue
from answers.services.asking.probing import (
    Probe,
    World,
    live_world,
    question_probe,
)
from answers.services.asking.ranking import (
    Stand,
    question_rank,
    stand_now,
    stand_with_groups,
    stand_with_pin,
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
    "Decisive",
    "FacetValue",
    "Features",
    "Found",
    "Probe",
    "Search",
    "Stand",
    "Suggestion",
    "World",
    "article_search",
    "article_suggest",
    "current_groups",
    "live_world",
    "question_ask",
    "question_judge",
    "question_probe",
    "question_rank",
    "stand_now",
    "stand_with_groups",
    "stand_with_pin",
]

"""Asking: a symptom in, articles out."""

from answers.services.asking.answering import (
    UNKNOWN_BELOW,
    question_ask,
    question_judge,
)
from answers.services.asking.confidence import Features
from answers.services.asking.deciding import Decisive
from answers.services.asking.inquiring import inquiry_get, inquiry_leave
from answers.services.asking.narrowing import FacetValue
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
    "Search",
    "Suggestion",
    "article_search",
    "article_suggest",
    "inquiry_get",
    "inquiry_leave",
    "question_ask",
    "question_judge",
]

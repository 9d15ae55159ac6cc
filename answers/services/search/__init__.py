"""Search: a symptom in, articles out. The index proposes, the database decides."""

from answers.services.search.facets import FacetValue
from answers.services.search.highlights import DecisiveLine, decisive_lines
from answers.services.search.pins import (
    Decisions,
    apply_decisions,
    note_missed,
    read_decisions,
)
from answers.services.search.query import (
    MAX_LIMIT,
    MAX_OFFSET,
    PAGE,
    QUERY_LENGTH,
    Question,
    alternatives,
    as_of_now,
    propose,
)
from answers.services.search.results import (
    RECOGNISED,
    ArticleMatch,
    ResultPage,
    article_search,
)
from answers.services.search.suggest import Suggestion, article_suggest
from answers.services.search.synonyms import current_groups

__all__ = [
    "MAX_LIMIT",
    "MAX_OFFSET",
    "PAGE",
    "QUERY_LENGTH",
    "RECOGNISED",
    "ArticleMatch",
    "Decisions",
    "DecisiveLine",
    "FacetValue",
    "Question",
    "ResultPage",
    "Suggestion",
    "alternatives",
    "apply_decisions",
    "article_search",
    "article_suggest",
    "as_of_now",
    "current_groups",
    "decisive_lines",
    "note_missed",
    "propose",
    "read_decisions",
]

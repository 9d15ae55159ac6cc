"""Search: a symptom in, articles out. The index proposes, the database decides."""

from answers.services.search.facets import FacetValue
from answers.services.search.highlights import DecisiveLine, decisive_lines
from answers.services.search.pins import (
    Decisions,
    Proposal,
    note_missed,
    read_decisions,
)
from answers.services.search.query import (
    MAX_LIMIT,
    MAX_OFFSET,
    PAGE,
    QUERY_LENGTH,
    Context,
    Question,
    Row,
    fetch_rows,
    live_context,
    propose,
    simulated_context,
)
from answers.services.search.results import (
    RECOGNISED,
    ArticleMatch,
    ResultPage,
    article_order,
    article_search,
)
from answers.services.search.suggest import Suggestion, article_suggest
from answers.services.search.synonyms import Groups

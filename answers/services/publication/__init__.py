"""Publication: write revisions and everything derived from the current one."""

from answers.services.publication.current import Publication, product_named, set_tags
from answers.services.publication.follow_up import articles_close
from answers.services.publication.references import (
    link_replacements,
    resolve_references,
)
from answers.services.publication.revisions import content_of, publish, publish_waiting
from answers.services.publication.state import known_articles, known_state, sides_of
from answers.services.publication.symptoms import (
    DERIVED,
    diagnosis_of,
    prepare,
    set_causes,
    set_symptoms,
)

__all__ = [
    "DERIVED",
    "Publication",
    "articles_close",
    "content_of",
    "diagnosis_of",
    "known_articles",
    "known_state",
    "link_replacements",
    "prepare",
    "product_named",
    "publish",
    "publish_waiting",
    "resolve_references",
    "set_causes",
    "set_symptoms",
    "set_tags",
    "sides_of",
]

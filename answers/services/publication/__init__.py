"""Publication: write revisions and all that follows from the current one."""

from answers.services.publication.follow_up import articles_published
from answers.services.publication.references import resolve_references
from answers.services.publication.revisions import (
    DERIVED_FIELDS,
    NewRevision,
    content_of,
    product_named,
    publish_waiting,
    set_derived,
    set_tags,
    sides_of,
    write_revisions,
)
from answers.services.publication.symptoms import set_symptoms

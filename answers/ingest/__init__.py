"""Ingest: files of expert Q&A in, articles out: read, plan (pure), apply."""

from answers.ingest.apply import Applied, apply_steps, known_state, tally
from answers.ingest.current import Publication, set_tags
from answers.ingest.files import read_files
from answers.ingest.linking import resolve_references
from answers.ingest.markdown import Rendered, render
from answers.ingest.plan import make_plan
from answers.ingest.publish import content_of, publish, publish_waiting
from answers.ingest.references import parse_references
from answers.ingest.symptoms import (
    DERIVED,
    diagnosis_of,
    prepare,
    set_causes,
    set_symptoms,
)
from answers.ingest.types import (
    ParsedArticle,
    ParsedReference,
    Plan,
    Problem,
    Skipped,
    Step,
)

__all__ = [
    "DERIVED",
    "Applied",
    "ParsedArticle",
    "ParsedReference",
    "Plan",
    "Problem",
    "Publication",
    "Rendered",
    "Skipped",
    "Step",
    "apply_steps",
    "content_of",
    "diagnosis_of",
    "known_state",
    "make_plan",
    "parse_references",
    "prepare",
    "publish",
    "publish_waiting",
    "read_files",
    "render",
    "resolve_references",
    "set_causes",
    "set_symptoms",
    "set_tags",
    "tally",
]

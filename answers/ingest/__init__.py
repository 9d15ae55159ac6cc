"""Ingest: files of expert Q&A in, articles out: read, plan (pure), apply."""

from answers.ingest.apply import Applied, apply_steps, tally
from answers.ingest.current import Publication, set_tags
from answers.ingest.files import is_article_file, read_files
from answers.ingest.linking import link_replacements, resolve_references
from answers.ingest.manifest import NAME as MANIFEST_NAME
from answers.ingest.manifest import (
    Manifest,
    ManifestError,
    read_manifest,
    write_manifest,
)
from answers.ingest.markdown import Rendered, render
from answers.ingest.merging import Choice, Collision, Merge, merge_articles
from answers.ingest.parse import parse_article
from answers.ingest.plan import make_plan
from answers.ingest.publish import content_of, publish, publish_waiting
from answers.ingest.references import parse_references, reference_line, reference_lines
from answers.ingest.state import known_state, sides_of
from answers.ingest.symptoms import (
    DERIVED,
    diagnosis_of,
    prepare,
    set_causes,
    set_symptoms,
)
from answers.ingest.types import (
    Entry,
    ParsedArticle,
    ParsedReference,
    Plan,
    Problem,
    RawFile,
    Sides,
    Skipped,
    Step,
)
from answers.ingest.writing import write_file

__all__ = [
    "DERIVED",
    "MANIFEST_NAME",
    "Applied",
    "Choice",
    "Collision",
    "Entry",
    "Manifest",
    "ManifestError",
    "Merge",
    "ParsedArticle",
    "ParsedReference",
    "Plan",
    "Problem",
    "Publication",
    "RawFile",
    "Rendered",
    "Sides",
    "Skipped",
    "Step",
    "apply_steps",
    "content_of",
    "diagnosis_of",
    "is_article_file",
    "known_state",
    "link_replacements",
    "make_plan",
    "merge_articles",
    "parse_article",
    "parse_references",
    "prepare",
    "publish",
    "publish_waiting",
    "read_files",
    "read_manifest",
    "reference_line",
    "reference_lines",
    "render",
    "resolve_references",
    "set_causes",
    "set_symptoms",
    "set_tags",
    "sides_of",
    "tally",
    "write_file",
    "write_manifest",
]

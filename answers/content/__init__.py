"""Content: article files read, planned, merged, rendered and written; no database."""

from answers.content.archive import Limits, unpack
from answers.content.causes import CAUSES_GENERATION, Cause, read_causes
from answers.content.files import is_article_file, read_files
from answers.content.manifest import (
    MANIFEST_NAME,
    Manifest,
    ManifestError,
    read_manifest,
    write_manifest,
)
from answers.content.merge import Choice, Collision, Merge, merge_articles
from answers.content.parse.article import parse_article
from answers.content.parse.references import (
    match_form,
    parse_references,
    reference_line,
    reference_lines,
    sibling_key,
)
from answers.content.plan import decide_action, make_plan
from answers.content.render import RENDERER, Rendered, render
from answers.content.types import (
    Action,
    Entry,
    KnownArticle,
    KnownState,
    ParsedArticle,
    ParsedFile,
    ParsedReference,
    Plan,
    Problem,
    RawFile,
    Sides,
    Skipped,
    Step,
)
from answers.content.write.file import write_file

__all__ = [
    "CAUSES_GENERATION",
    "MANIFEST_NAME",
    "RENDERER",
    "Action",
    "Cause",
    "Choice",
    "Collision",
    "Entry",
    "KnownArticle",
    "KnownState",
    "Limits",
    "Manifest",
    "ManifestError",
    "Merge",
    "ParsedArticle",
    "ParsedFile",
    "ParsedReference",
    "Plan",
    "Problem",
    "RawFile",
    "Rendered",
    "Sides",
    "Skipped",
    "Step",
    "decide_action",
    "is_article_file",
    "make_plan",
    "match_form",
    "merge_articles",
    "parse_article",
    "parse_references",
    "read_causes",
    "read_files",
    "read_manifest",
    "reference_line",
    "reference_lines",
    "render",
    "sibling_key",
    "unpack",
    "write_file",
    "write_manifest",
]

"""Content: article files read, planned, merged, rendered and written; no database."""

from answers.content.archive import Limits, unpack
from answers.content.derived import DERIVED_BY, Derived, derive
from answers.content.files import is_article_file, read_files
from answers.content.manifest import (
    MANIFEST_NAME,
    Entry,
    Manifest,
    ManifestError,
    read_manifest,
    write_manifest,
)
from answers.content.merge import Choice, Collision, Merge, Sides, merge_articles
from answers.content.parse.article import parse_article
from answers.content.parse.references import (
    match_form,
    match_start,
    parse_references,
    reference_line,
    reference_lines,
    sibling_key,
)
from answers.content.plan import (
    Action,
    KnownArticle,
    KnownState,
    Plan,
    Step,
    decide,
    make_plan,
    parse_folder,
)
from answers.content.render import Rendered, render
from answers.content.types import (
    OutlineEntry,
    ParsedArticle,
    ParsedFile,
    ParsedReference,
    Problem,
    RawFile,
    SkippedFile,
)
from answers.content.write.file import write_file

__all__ = [
    "DERIVED_BY",
    "MANIFEST_NAME",
    "Action",
    "Choice",
    "Collision",
    "Derived",
    "Entry",
    "KnownArticle",
    "KnownState",
    "Limits",
    "Manifest",
    "ManifestError",
    "Merge",
    "OutlineEntry",
    "ParsedArticle",
    "ParsedFile",
    "ParsedReference",
    "Plan",
    "Problem",
    "RawFile",
    "Rendered",
    "Sides",
    "SkippedFile",
    "Step",
    "decide",
    "derive",
    "is_article_file",
    "make_plan",
    "match_form",
    "match_start",
    "merge_articles",
    "parse_article",
    "parse_folder",
    "parse_references",
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

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

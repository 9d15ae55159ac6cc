"""Ingest: folders, archives and exports of article files."""

from answers.services.ingest.apply import Applied, apply_steps, tally
from answers.services.ingest.archive import (
    archive_unpack,
    import_get,
    import_preview,
    import_start,
)
from answers.services.ingest.export import folder_export
from answers.services.ingest.folders import folder_ingest
from answers.services.ingest.glossary import GLOSSARY, glossary_load
from answers.services.ingest.report import BROKE, Report, worst

__all__ = [
    "BROKE",
    "GLOSSARY",
    "Applied",
    "Report",
    "apply_steps",
    "archive_unpack",
    "folder_export",
    "folder_ingest",
    "glossary_load",
    "import_get",
    "import_preview",
    "import_start",
    "tally",
    "worst",
]

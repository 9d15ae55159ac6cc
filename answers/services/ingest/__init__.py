"""Ingest: folders, archives and exports of article files."""

from answers.services.ingest.archive import (
    archive_unpack,
    import_get,
    import_preview,
    import_start,
)
from answers.services.ingest.export import folder_export
from answers.services.ingest.folders import BROKE, Report, folder_ingest, worst

"""Ingesting: a folder of files in, a report of what became of each out."""

from answers.services.ingesting.folders import folder_ingest
from answers.services.ingesting.glossaries import GLOSSARY, glossary_load
from answers.services.ingesting.reports import BROKE, Report, worst

__all__ = ["BROKE", "GLOSSARY", "Report", "folder_ingest", "glossary_load", "worst"]

"""``export``: write the articles as files that come back as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.management.console import tracker
from answers.services.ingest import folder_export


class Command(BaseCommand):
    """Write every article that is or was public into a folder; safe to run twice."""

    help = "Write the articles into a folder, as Markdown that ingests back the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            export = folder_export(path=options["path"], track=tracker(self.stderr))
        except AnswersError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            msg = f"cannot write {error.filename}: {error.strerror}"
            raise CommandError(msg) from error
        inexact = [file for file in export.files if not file.exact]
        for file in inexact:
            self.stderr.write(f"{file.path}: would not read back the same: look at it")
        self.stdout.write(
            f"{len(export.files)} files: {export.count('same')} as they came in, "
            f"{export.count('edited')} edited, {export.count('written')} written anew; "
            f"{len(export.removed)} removed, {export.drafts} drafts left out"
        )
        if inexact:
            msg = f"{len(inexact)} file(s) would not read back the same."
            raise CommandError(msg)

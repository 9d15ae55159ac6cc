"""``index``: build, check and repair the search index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.management.console import print_broken, tracker
from answers.services.expectations import expectations_run
from answers.services.indexing import (
    Drift,
    index_check,
    index_ensure,
    index_rebuild,
    index_sync,
)

MAX_SHOWN = 10  # articles of each kind of drift
BROKE = 3  # exit code, as that of ``ingest``


class Command(BaseCommand):
    """Needs exactly one of its options: it never guesses what was meant."""

    help = "Build, check and mend the search index."

    def add_arguments(self, parser: CommandParser) -> None:
        mode = parser.add_mutually_exclusive_group(required=True)
        mode.add_argument(
            "--rebuild", action="store_true", help="make the whole index anew"
        )
        mode.add_argument(
            "--check",
            action="store_true",
            help="compare with the database; exit 1 on drift",
        )
        mode.add_argument(
            "--if-needed",
            action="store_true",
            help="sync, or rebuild where that is needed",
        )
        mode.add_argument("--sync", action="store_true", help="write queued changes")

    def handle(self, *args: Any, **options: Any) -> str:
        track = tracker(self.stderr)
        try:
            if options["rebuild"]:
                count = index_rebuild(track=track)
                self._run_expectations()
                return f"index rebuilt: {count} articles"
            if options["if_needed"]:
                did = index_ensure(track=track)
                if did == "rebuilt":
                    self._run_expectations()
                return f"index: {did} to do"
            if options["sync"]:
                return f"index synced: {index_sync(track=track)} articles"
        except AnswersError as error:
            raise CommandError(error.message) from error
        drift = index_check()
        if not drift.clean:
            raise CommandError(_describe(drift))
        return "index is clean"

    def _run_expectations(self) -> None:
        """Run all expectations: a rebuilt index may rank otherwise."""
        broken = expectations_run()
        print_broken(self.stdout, broken)
        if any(row.broke for row in broken):
            msg = "The index is built, but what held before is broken: see above."
            raise CommandError(msg, returncode=BROKE)


def _describe(drift: Drift) -> str:
    if drift.unavailable:
        return f"{drift.unavailable} Run: manage.py index --rebuild"
    parts = []
    for name in ("missing", "stale", "extra", "unrendered"):
        found = getattr(drift, name)
        if found:
            some = ", ".join(map(str, found[:MAX_SHOWN]))
            more = " …" if len(found) > MAX_SHOWN else ""
            parts.append(f"{len(found)} {name} ({some}{more})")
    if drift.queued:
        parts.append(f"{drift.queued} changes queued")
    return f"index drifted: {'; '.join(parts)}. Run: manage.py index --if-needed"

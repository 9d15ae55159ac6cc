"""``ingest``: take in files of expert Q&A."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.management.console import print_broken, tracker
from answers.services.expectations import Broken
from answers.services.ingest import BROKE, Report, folder_ingest, worst


class Command(BaseCommand):
    """Take in files and folders; safe to run twice."""

    help = (
        "Take in Markdown and text files of expert Q&A; a second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--product", default="", help="the product of files that name none"
        )
        parser.add_argument(
            "--prune", action="store_true", help="retire articles whose file vanished"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show the plan and write nothing"
        )
        parser.add_argument(
            "--json", action="store_true", help="report every file as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> str:
        reports = [self._ingest(path, options) for path in options["paths"]]
        code = worst(reports)
        if options["json"]:
            self.stdout.write(
                json.dumps([_as_json(r) for r in reports], ensure_ascii=False, indent=1)
            )
        else:
            for report in reports:
                self._print(report)
        if code == BROKE:
            msg = "All files are in, but what held before is broken: see above."
            raise CommandError(msg, returncode=code)
        if code:
            refused = sum(len(report.problems) for report in reports)
            msg = f"{refused} file(s) could not go in; the others did."
            raise CommandError(msg, returncode=code)
        return ""

    def _ingest(self, path: Path, options: dict[str, Any]) -> Report:
        try:
            return folder_ingest(
                path=path,
                product=options["product"],
                prune=options["prune"],
                dry_run=options["dry_run"],
                track=tracker(self.stderr),
            )
        except AnswersError as error:
            raise CommandError(error.message) from error

    def _print(self, report: Report) -> None:
        for problem in report.problems:
            self.stderr.write(f"refused  {_where(report, problem)}: {problem.message}")
        for warning in report.warnings:
            self.stderr.write(f"warning  {_where(report, warning)}: {warning.message}")
        for result in report.results:
            if result.action != "unchanged":
                lines = f" +{result.added} -{result.removed}" if result.revision else ""
                self.stdout.write(f"{result.action:9}{result.key}{lines}")
        print_broken(self.stdout, report.broken)
        if report.offered:
            self.stdout.write(f"{report.offered} open inquiries may be answered now")
        counts = ", ".join(f"{n} {what}" for what, n in sorted(report.counts.items()))
        plan = "would be: " if report.dry_run else ""
        self.stdout.write(
            f"{report.root}: {plan}{counts or 'nothing'}; "
            f"{len(report.problems)} refused, {len(report.skipped)} skipped, "
            f"{report.linked} references linked, "
            f"{report.glossary} synonym groups added; "
            f"{report.seconds:.2f} s, {report.rate:.0f} files/s"
        )


def _where(report: Report, problem: Any) -> str:
    line = f":{problem.line}" if problem.line else ""
    return f"{report.root}/{problem.path}{line}"


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "root": report.root,
        "dry_run": report.dry_run,
        "seconds": round(report.seconds, 3),
        "files_per_second": round(report.rate, 1),
        "counts": dict(report.counts),
        "linked": report.linked,
        "glossary": report.glossary,
        "broken": [_broken(row) for row in report.broken],
        "offered": report.offered,
        "files": [asdict(result) for result in report.results],
        "problems": [asdict(problem) for problem in report.problems],
        "warnings": [asdict(warning) for warning in report.warnings],
        "skipped": [asdict(skipped) for skipped in report.skipped],
    }


def _broken(row: Broken) -> dict[str, Any]:
    return {
        "expectation": row.expectation.pk,
        "question": row.expectation.question,
        "sentence": row.sentence,
        "broke": row.broke,
    }

"""Reports: what became of every file of a folder, and of what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from answers.content import Action, Problem, Skipped
from answers.services.expectations import Broken
from answers.services.ingest.apply import Applied, tally

REFUSED = 1  # exit codes of a command
BROKE = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file of one folder, and how long it took, in seconds.

    ``glossary`` counts the synonym groups that were added, ``offered`` the open
    inquiries that may be answered now. ``broken`` are the expectations that do not
    hold afterwards.
    """

    root: str
    results: tuple[Applied, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[Problem, ...]
    linked: int
    seconds: float
    dry_run: bool
    glossary: int = 0
    broken: tuple[Broken, ...] = ()
    offered: int = 0

    @property
    def counts(self) -> Counter[Action]:
        """How many files or articles met each fate."""
        return tally(self.results)

    @property
    def rate(self) -> float:
        """Files a second, refused and skipped ones included."""
        files = len(self.results) + len(self.problems) + len(self.skipped)
        return files / self.seconds if self.seconds else 0.0


def worst(reports: Iterable[Report]) -> int:
    """Return the exit code for these reports.

    1 where any file was refused; 3 where all went in and what held before is broken.
    """
    known = list(reports)
    if any(report.problems for report in known):
        return REFUSED
    broke = any(row.broke for report in known for row in report.broken)
    return BROKE if broke else 0

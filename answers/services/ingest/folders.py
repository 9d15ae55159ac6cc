"""Folders: take in the files of a folder, and report what became of each.

Publishing here has the same consequences as publishing by staff
(``articles_published``). After the last batch references are linked, the index is
brought up to date, expectations are run, and open inquiries are matched again.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from answers.content import (
    MANIFEST_NAME,
    Action,
    Manifest,
    ManifestError,
    Plan,
    Problem,
    SkippedFile,
    Step,
    make_plan,
    parse_folder,
    read_files,
    read_manifest,
)
from answers.lib.errors import IndexBusyError, IndexUnavailableError, InvalidError
from answers.lib.progress import Track, silent
from answers.models import Article
from answers.services.ask import inquiries_offer
from answers.services.expectations import Broken, expectations_run
from answers.services.indexing import index_ensure
from answers.services.ingest.apply import StepResult, apply_steps, link_replacements
from answers.services.ingest.glossary import GLOSSARY, glossary_take
from answers.services.ingest.state import known_sides, known_state
from answers.services.publication import articles_published, resolve_references

logger = logging.getLogger(__name__)

BATCH = 50  # articles a transaction
PUBLISHING = frozenset({"new", "changed", "merged", "restored"})
OURS = (GLOSSARY, MANIFEST_NAME)  # read, though no article
MOST_MANIFEST = 64 << 20
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
    results: tuple[StepResult, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[SkippedFile, ...]
    warnings: tuple[Problem, ...]
    linked: int
    seconds: float
    dry_run: bool
    glossary: int = 0
    broken: tuple[Broken, ...] = ()
    offered: int = 0

    @property
    def counts(self) -> Counter[Action]:
        """How many steps took each action."""
        return Counter(result.action for result in self.results)

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


def folder_ingest(
    *,
    path: Path,
    product: str = "",
    prune: bool = False,
    dry_run: bool = False,
    track: Track[Sequence[Step]] = silent,
) -> Report:
    """Take in one file or folder; with ``dry_run`` only say what would happen.

    Raises InvalidError where the path does not exist.
    """
    started = time.perf_counter()
    if not path.exists():
        msg = f"{path} does not exist: name a file or a folder"
        raise InvalidError(msg, field="path")
    base = path.parent if path.is_file() else path
    root = base.resolve().name or "root"
    manifest, broken = _read_manifest(base)
    known = known_state(root)
    files = read_files(path, max_bytes=settings.KB_INGEST_MAX_BYTES)
    folder = parse_folder(files, known, root=root, product=product)
    plan = make_plan(
        folder,
        known,
        known_sides(folder.edited_keys(known)),
        prune=prune and path.is_dir(),
        manifest=manifest,
    )
    glossary = glossary_take(path, dry_run=dry_run)
    if dry_run:
        done = _Outcome(
            [StepResult(step.action, step.key, step.path) for step in plan.steps]
        )
    else:
        done = _apply(plan, track)
        done = replace(done, moved=done.moved or bool(glossary.added))
    report = Report(
        root=root,
        results=tuple(done.results),
        problems=(*plan.problems, *glossary.problems, *broken),
        skipped=tuple(s for s in plan.skipped if s.path not in OURS),
        warnings=tuple(
            Problem(step.path, warning, code="warning")
            for step in plan.steps
            if step.file
            for warning in step.file.article.warnings
        ),
        linked=done.linked,
        seconds=time.perf_counter() - started,
        dry_run=dry_run,
        glossary=glossary.added,
    )
    return _with_checks(report) if done.moved else report


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The results, how many references were linked, and whether searches may differ."""

    results: list[StepResult]
    linked: int = 0
    moved: bool = False


def _read_manifest(folder: Path) -> tuple[Manifest, list[Problem]]:
    """Return what an export said of this folder's files, and why it is not read."""
    path = folder / MANIFEST_NAME
    try:
        if path.is_symlink() or not path.is_file():
            return {}, []
        if path.stat().st_size > MOST_MANIFEST:
            msg = "is too large for the file of an export: remove it"
            raise ManifestError(msg)
        return read_manifest(path.read_bytes()), []
    except ManifestError as error:
        return {}, [Problem(MANIFEST_NAME, str(error), code="manifest")]
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check its rights"
        return {}, [Problem(MANIFEST_NAME, message, code="unreadable")]


def _apply(plan: Plan, track: Track[Sequence[Step]]) -> _Outcome:
    results = [
        StepResult(step.action, step.key, step.path)
        for step in plan.steps
        if step.action == "unchanged" and step.file is None
    ]
    todo = [step for step in plan.steps if step.file or step.action == "retired"]
    batches = [todo[start : start + BATCH] for start in range(0, len(todo), BATCH)]
    for batch in track(batches, len(batches), plan.root):
        with transaction.atomic():
            applied = _apply_batch(batch)
            keys = [r.key for r in applied if r.action in PUBLISHING]
            rows = Article.objects.select_related("current", "product")
            articles_published(articles=list(rows.filter(key__in=keys)))
        results += applied
    link_replacements(todo)
    linked = resolve_references() if todo else 0
    rebuilt = _index() == "rebuilt"
    moved = any(r.action in PUBLISHING or r.action == "retired" for r in results)
    return _Outcome(results, linked, moved=moved or rebuilt)


def _index() -> str:
    """Bring the index up to date; return what was done, or ``busy``.

    Done also after a run that changed nothing: a killed one may have left a queue.
    """
    try:
        return index_ensure()
    except IndexBusyError:
        logger.info("index is busy: the changes stay queued")
        return "busy"


def _with_checks(report: Report) -> Report:
    """Return the report with the expectations that fail and the inquiries answered."""
    try:
        broken, offered = tuple(expectations_run()), inquiries_offer()
    except IndexUnavailableError as error:
        logger.warning("expectations were not run: %s", error.message)
        return report
    return replace(report, broken=broken, offered=offered)


def _apply_batch(batch: Sequence[Step]) -> list[StepResult]:
    try:
        return apply_steps(batch)
    except IntegrityError:
        # Another ingest made one of these articles first; now it is there to see.
        return apply_steps(batch)

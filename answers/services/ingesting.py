"""Ingesting: a folder of files in, a report of what became of each out.

A folder may bring a glossary beside its articles: ``_glossary.txt``.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError

from answers.ingest import (
    MANIFEST_NAME,
    Applied,
    Manifest,
    ManifestError,
    Plan,
    Problem,
    Skipped,
    Step,
    apply_steps,
    known_state,
    make_plan,
    read_files,
    read_manifest,
    resolve_references,
    tally,
)
from answers.ingest.types import Action
from answers.lib.errors import IndexBusyError, InvalidError
from answers.lib.glossary import parse_glossary
from answers.lib.progress import Track, silent
from answers.models import SynonymGroup
from answers.services.announcing import articles_announce
from answers.services.indexing import index_ensure

logger = logging.getLogger(__name__)

BATCH = 50  # articles a transaction
GLOSSARY = "_glossary.txt"
PUBLISHING = frozenset({"new", "changed", "merged", "restored"})
OURS = (GLOSSARY, MANIFEST_NAME)  # read, though no article
MOST_MANIFEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Glossary:
    """What became of a glossary: how many groups are new, which lines are none."""

    added: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file of one folder, and how long it took, in seconds.

    ``glossary`` counts the synonym groups that were added.
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

    @property
    def counts(self) -> Counter[Action]:
        """How many files or articles met each fate."""
        return tally(self.results)

    @property
    def rate(self) -> float:
        """Files a second, refused and skipped ones included."""
        files = len(self.results) + len(self.problems) + len(self.skipped)
        return files / self.seconds if self.seconds else 0.0


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
    plan = make_plan(
        read_files(path, max_bytes=settings.KB_INGEST_MAX_BYTES),
        known_state(root),
        root=root,
        product=product,
        prune=prune and path.is_dir(),
        manifest=manifest,
    )
    glossary = _take_glossary(path, dry_run=dry_run)
    linked = 0
    if dry_run:
        results = [Applied(step.action, step.key, step.path) for step in plan.steps]
    else:
        results, linked = _apply(plan, track)
    return Report(
        root=root,
        results=tuple(results),
        problems=(*plan.problems, *glossary.problems, *broken),
        skipped=tuple(s for s in plan.skipped if s.path not in OURS),
        warnings=tuple(_warnings(plan)),
        linked=linked,
        seconds=time.perf_counter() - started,
        dry_run=dry_run,
        glossary=glossary.added,
    )


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


def _take_glossary(path: Path, *, dry_run: bool) -> Glossary:
    """Load the glossary of what is ingested; without any, the one of the seeds."""
    named = path.is_file() and path.name == GLOSSARY
    glossary = glossary_load(path if named else path / GLOSSARY, dry_run=dry_run)
    if not dry_run and not SynonymGroup.objects.exists():
        glossary_load(settings.BASE_DIR / "seeds" / GLOSSARY)
    return glossary


def glossary_load(path: Path, *, dry_run: bool = False) -> Glossary:
    """Add the groups of a glossary whose line was never loaded; no file, no groups.

    What staff edited or switched off stays as it is. With ``dry_run`` only count.
    """
    data = _read_glossary(path)
    if isinstance(data, Problem):
        return Glossary(problems=(data,))
    lines = list(parse_glossary(data))
    groups = {line.fingerprint: line.words for line in lines if not line.fault}
    seeded = SynonymGroup.objects.filter(seed_fingerprint__isnull=False)
    known = set(seeded.values_list("seed_fingerprint", flat=True))
    new = [
        SynonymGroup(words=list(words), origin="seed", seed_fingerprint=mark)
        for mark, words in groups.items()
        if mark not in known
    ]
    if not dry_run:
        # Another ingest may be adding the same ones.
        SynonymGroup.objects.bulk_create(new, ignore_conflicts=True)
    problems = (
        Problem(path.name, line.fault, line.number, code="glossary")
        for line in lines
        if line.fault
    )
    return Glossary(len(new), tuple(problems))


def _read_glossary(path: Path) -> bytes | Problem:
    """Return the file's bytes, none where it is missing, or why it is not read."""
    try:
        if not (path.exists() or path.is_symlink()):
            return b""
        inside = path.resolve().is_relative_to(path.parent.resolve())
        if not (inside and path.is_file()):
            message = "is no regular file of this folder: put a copy here"
            return Problem(path.name, message, code="no_file")
        if path.stat().st_size > settings.KB_INGEST_MAX_BYTES:
            message = "is too large: split it, or raise KB_INGEST_MAX_KB"
            return Problem(path.name, message, code="too_large")
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check its rights"
        return Problem(path.name, message, code="unreadable")


def _apply(plan: Plan, track: Track[Sequence[Step]]) -> tuple[list[Applied], int]:
    results = [
        Applied(step.action, step.key, step.path)
        for step in plan.steps
        if step.action == "unchanged" and step.file is None
    ]
    todo = [step for step in plan.steps if step.file or step.action == "retired"]
    batches = [todo[start : start + BATCH] for start in range(0, len(todo), BATCH)]
    for batch in track(batches, len(batches), plan.root):
        applied = _apply_batch(batch)
        articles_announce([r.key for r in applied if r.action in PUBLISHING])
        results += applied
    linked = resolve_references() if todo else 0
    _index()
    return results, linked


def _index() -> None:
    """Also after a run that changed nothing: a killed one may have left a queue."""
    try:
        index_ensure()
    except IndexBusyError:
        logger.info("index is busy: the changes stay queued")


def _apply_batch(batch: Sequence[Step]) -> list[Applied]:
    try:
        return apply_steps(batch)
    except IntegrityError:
        # Another ingest made one of these articles first; now it is there to see.
        return apply_steps(batch)


def _warnings(plan: Plan) -> Iterator[Problem]:
    for step in plan.steps:
        for warning in step.file.article.warnings if step.file else ():
            yield Problem(step.path, warning, code="warning")


def worst(reports: Iterable[Report]) -> int:
    """Return the exit code for these reports: 1 where any file was refused."""
    return int(any(report.problems for report in reports))

"""Folders: files in, a report of what became of each out.

What is published here closes what waited for it, as what staff publish does.
Afterwards expectations are run, and open inquiries are asked again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from answers.content import (
    MANIFEST_NAME,
    Manifest,
    ManifestError,
    Plan,
    Problem,
    Step,
    make_plan,
    read_files,
    read_manifest,
)
from answers.lib.errors import IndexBusyError, IndexUnavailableError, InvalidError
from answers.lib.progress import Track, silent
from answers.models import Article
from answers.services.ask import inquiries_offer
from answers.services.expectations import expectations_run
from answers.services.indexing import index_ensure
from answers.services.ingest.apply import Applied, apply_steps
from answers.services.ingest.glossary import GLOSSARY, glossary_take
from answers.services.ingest.report import Report
from answers.services.publication import (
    articles_close,
    known_state,
    link_replacements,
    resolve_references,
)
from answers.services.webhooks import articles_announce

logger = logging.getLogger(__name__)

BATCH = 50  # articles a transaction
PUBLISHING = frozenset({"new", "changed", "merged", "restored"})
OURS = (GLOSSARY, MANIFEST_NAME)  # read, though no article
MOST_MANIFEST = 64 << 20


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
    glossary = glossary_take(path, dry_run=dry_run)
    if dry_run:
        done = _Done([Applied(step.action, step.key, step.path) for step in plan.steps])
    else:
        done = _apply(plan, track)
        done = replace(done, moved=done.moved or bool(glossary.added))
    report = Report(
        root=root,
        results=tuple(done.results),
        problems=(*plan.problems, *glossary.problems, *broken),
        skipped=tuple(s for s in plan.skipped if s.path not in OURS),
        warnings=tuple(_warnings(plan)),
        linked=done.linked,
        seconds=time.perf_counter() - started,
        dry_run=dry_run,
        glossary=glossary.added,
    )
    return _followed(report) if done.moved else report


@dataclass(frozen=True, slots=True)
class _Done:
    """What was applied; ``moved`` where readers may find something else than before."""

    results: list[Applied]
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


def _apply(plan: Plan, track: Track[Sequence[Step]]) -> _Done:
    results = [
        Applied(step.action, step.key, step.path)
        for step in plan.steps
        if step.action == "unchanged" and step.file is None
    ]
    todo = [step for step in plan.steps if step.file or step.action == "retired"]
    batches = [todo[start : start + BATCH] for start in range(0, len(todo), BATCH)]
    for batch in track(batches, len(batches), plan.root):
        with transaction.atomic():
            applied = _apply_batch(batch)
            _follow([r.key for r in applied if r.action in PUBLISHING])
        results += applied
    link_replacements(todo)
    linked = resolve_references() if todo else 0
    rebuilt = _index() == "rebuilt"
    moved = any(r.action in PUBLISHING or r.action == "retired" for r in results)
    return _Done(results, linked, moved=moved or rebuilt)


def _follow(keys: Sequence[str]) -> None:
    """Tell who wants to know, and close what waited for these articles."""
    if keys:
        articles_announce(keys)
        rows = Article.objects.select_related("current", "product")
        articles_close(articles=list(rows.filter(key__in=keys)))


def _index() -> str:
    """Also after a run that changed nothing: a killed one may have left a queue."""
    try:
        return index_ensure()
    except IndexBusyError:
        logger.info("index is busy: the changes stay queued")
        return "busy"


def _followed(report: Report) -> Report:
    """Run what is expected, and ask open inquiries again."""
    try:
        broken, offered = tuple(expectations_run()), inquiries_offer()
    except IndexUnavailableError as error:
        logger.warning("expectations were not run: %s", error.message)
        return report
    return replace(report, broken=broken, offered=offered)


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

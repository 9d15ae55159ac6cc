"""Importing: a zip of articles from the admin: unpacked, previewed, taken in.

An import is a folder below ``KB_DATA_DIR/imports``: the files, and ``job.json`` that
says how far it is. A run that was killed is started again; ingest repeats nothing.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from answers.content import MANIFEST_NAME, Limits, is_article_file, unpack
from answers.lib.errors import AnswersError, InvalidError, NotFoundError
from answers.services.audit import audit_record
from answers.services.background import start_thread
from answers.services.ingest.folders import Report, folder_ingest
from answers.services.ingest.glossary import GLOSSARY
from answers.text.normalization import cut, one_line, slugify

if TYPE_CHECKING:
    import threading

    from django.contrib.auth.models import User  # noqa: TID251  for types alone

logger = logging.getLogger(__name__)

KEPT_DAYS = 7
SILENT = 120.0  # seconds after which a run that says nothing was killed
ROWS = 500  # lines of a report that are kept
_TOKEN = re.compile(r"[\w-]{20,40}")


@dataclass(frozen=True, slots=True)
class Import:
    """One import: ``new``, ``running``, ``done`` or ``failed``, and what came of it."""

    token: str
    name: str
    product: str = ""
    status: str = "new"
    done: int = 0
    total: int = 0
    told_at: float = 0.0
    error: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)  # action, key, path
    refused: list[list[str]] = field(default_factory=list)  # path, why
    broken: list[str] = field(default_factory=list)  # sentences
    offered: int = 0

    @property
    def interrupted(self) -> bool:
        """Whether a run says nothing any more."""
        return self.status == "running" and time.time() - self.told_at > SILENT


def archive_unpack(*, archive: IO[bytes], name: str, product: str = "") -> Import:
    """Unpack an uploaded zip for a preview. Raises InvalidError with the reason."""
    _forget_old()
    token = secrets.token_urlsafe(18)
    folder = _home() / token
    shown = cut(one_line(name), 120)
    files = folder / "files" / (slugify(Path(shown).stem) or "import")
    files.mkdir(parents=True)
    try:
        packed = folder / "upload.zip"
        _save(archive, packed)
        most = settings.KB_IMPORT_MAX_BYTES
        limits = Limits(settings.KB_INGEST_MAX_BYTES, most * 4)
        refused = unpack(packed, files, limits=limits, wanted=_wanted)
        packed.unlink()
    except AnswersError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    job = Import(token, shown, product)
    problems = [r for r in refused if not _is_hidden(r.path)]
    job = replace(job, refused=[[r.path, r.message] for r in problems][:ROWS])
    _write(job)
    return job


def import_get(*, token: str) -> Import:
    """Return an import. Raises NotFoundError."""
    try:
        if _TOKEN.fullmatch(token):
            return Import(**json.loads((_home() / token / "job.json").read_text()))
    except (OSError, ValueError, TypeError):
        logger.info("there is no import %s", token)
    msg = _("There is no such import any more: upload the file again.")
    raise NotFoundError(msg)


def import_preview(*, job: Import) -> Import:
    """Return what the import would do; nothing is written."""
    report = folder_ingest(path=_files(job), product=job.product, dry_run=True)
    return _with_report(job, report)


def import_start(*, job: Import, author: User) -> threading.Thread | None:
    """Take the files in, in the background; None where that is under way."""
    lock = _home() / job.token / "lock"
    if job.interrupted:
        lock.unlink(missing_ok=True)
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        return None
    job = replace(job, status="running", told_at=time.time(), error="", done=0, total=0)
    _write(job)
    audit_record(actor=author, verb="import", subject=job.name, note=job.product)
    return start_thread(lambda: _run(job), name="import")


def _run(job: Import) -> None:
    current = job

    def track(items: Iterable[Any], total: int, label: str) -> Iterator[Any]:
        nonlocal current
        del label
        for done, item in enumerate(items):
            current = replace(current, done=done, total=total, told_at=time.time())
            _write(current)
            yield item

    try:
        report = folder_ingest(path=_files(job), product=job.product, track=track)
        _write(replace(_with_report(job, report), status="done"))
        shutil.rmtree(_home() / job.token / "files", ignore_errors=True)
    except Exception as error:
        # Whatever it was: the page says so, and offers to go on.
        logger.exception("import %s failed", job.token)
        said = error.message if isinstance(error, AnswersError) else ""
        _write(replace(current, status="failed", error=said))
    finally:
        (_home() / job.token / "lock").unlink(missing_ok=True)


def _with_report(job: Import, report: Report) -> Import:
    rows = [
        [result.action, result.key, result.path]
        for result in report.results
        if result.action != "unchanged"
    ]
    problems = [
        [problem.path, problem.message]
        for problem in (*report.problems, *report.warnings)
    ]
    return replace(
        job,
        counts={str(action): n for action, n in report.counts.items()},
        rows=rows[:ROWS],
        refused=[*job.refused, *problems][:ROWS],
        broken=[row.sentence for row in report.broken][:ROWS],
        offered=report.offered,
    )


def _wanted(name: str) -> bool:
    base = name.rpartition("/")[2]
    known = is_article_file(base) or base in (GLOSSARY, MANIFEST_NAME)
    return known and not _is_hidden(name)


def _is_hidden(name: str) -> bool:
    """Tell whether a member is a trace of some program, as macOS leaves them."""
    parts = [part for part in name.split("/") if part != ".."]
    return any(part.startswith((".", "__")) for part in parts)


def _files(job: Import) -> Path:
    """Return the folder to take in: of an archive of one folder, that folder."""
    (folder,) = (_home() / job.token / "files").iterdir()
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir():
        return inside[0]
    return folder


def _save(archive: IO[bytes], path: Path) -> None:
    most, size = settings.KB_IMPORT_MAX_BYTES, 0
    with path.open("wb") as out:
        while chunk := archive.read(1 << 16):
            size += len(chunk)
            if size > most:
                msg = _("The file is larger than {most} MB: split it.")
                raise InvalidError(msg.format(most=most >> 20), field="archive")
            out.write(chunk)


def _write(job: Import) -> None:
    path = _home() / job.token / "job.json"
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(job), ensure_ascii=False))
    new.replace(path)


def _home() -> Path:
    home: Path = settings.KB_DATA_DIR / "imports"
    home.mkdir(exist_ok=True)
    return home


def _forget_old() -> None:
    for folder in _home().iterdir():
        if time.time() - folder.stat().st_mtime > KEPT_DAYS * 86400:
            shutil.rmtree(folder, ignore_errors=True)

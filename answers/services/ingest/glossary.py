"""Glossary: the synonym groups of a folder, from the file ``_glossary.txt`` in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from answers.content import Problem
from answers.models import SynonymGroup
from answers.text.glossary import parse_glossary

GLOSSARY = "_glossary.txt"


@dataclass(frozen=True, slots=True)
class Glossary:
    """How many groups of a glossary are new, and the lines that cannot be read."""

    added: int = 0
    problems: tuple[Problem, ...] = ()


def glossary_take(path: Path, *, dry_run: bool) -> Glossary:
    """Load the glossary of a folder; where there are no groups, that of the seeds."""
    named = path.is_file() and path.name == GLOSSARY
    glossary = glossary_load(path if named else path / GLOSSARY, dry_run=dry_run)
    if not dry_run and not SynonymGroup.objects.exists():
        glossary_load(settings.BASE_DIR / "seeds" / GLOSSARY)
    return glossary


def glossary_load(path: Path, *, dry_run: bool = False) -> Glossary:
    """Add the groups of a glossary whose line was never loaded before.

    Groups that staff edited or switched off stay as they are. With ``dry_run`` they are
    only counted. A missing file has no groups.
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

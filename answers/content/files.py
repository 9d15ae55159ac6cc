"""Files: read the article files of a folder, and name every other with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from answers.content.types import Problem, RawFile, SkippedFile

SUFFIXES = (".md", ".mdx", ".markdown", ".txt")
# Python's cache, version control and editors: nobody means these as content.
HIDDEN = (".", "_", "~")


def read_files(
    path: Path, *, max_bytes: int
) -> Iterator[RawFile | Problem | SkippedFile]:
    """Yield every file of ``path`` (one file or a tree) in the order of its names.

    Each file comes as its bytes, or as the problem that keeps it out, or as skipped
    with the reason; nothing is left out silently.
    """
    base = path.parent if path.is_file() else path
    root = base.resolve().name or "root"
    for file in [path] if path.is_file() else _walk(path):
        yield _read(file, base, root, max_bytes)


def is_article_file(name: str) -> bool:
    """Tell whether a file of this name would be taken in."""
    return not _skip_reason(Path(name))


def _walk(folder: Path) -> Iterator[Path]:
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith(HIDDEN))
        found += [Path(parent, name) for name in files]
        # A link to a folder is not followed, but it is reported.
        found += [p for n in folders if (p := Path(parent, n)).is_symlink()]
    yield from sorted(found)


def _read(
    file: Path, base: Path, root: str, max_bytes: int
) -> RawFile | Problem | SkippedFile:
    name = file.relative_to(base).as_posix()
    reason = _skip_reason(file)
    if reason:
        return SkippedFile(name, reason)
    try:
        return _refusal(file, base, max_bytes) or RawFile(root, name, file.read_bytes())
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check its rights"
        return Problem(name, message, code="unreadable")


def _refusal(file: Path, base: Path, max_bytes: int) -> Problem | None:
    """Return why a file must not even be opened, if so."""
    name = file.relative_to(base).as_posix()
    if not file.resolve().is_relative_to(base.resolve()):
        message = "is a symbolic link out of the folder: put a copy of the file here"
        return Problem(name, message, code="symlink")
    if not file.is_file():
        return Problem(name, "is no regular file: remove it", code="no_file")
    size = file.stat().st_size
    if size > max_bytes:
        message = (
            f"holds {size / 1e6:.1f} MB, more than the {max_bytes / 1e6:.1f} MB an "
            "article may have: split it, or raise KB_INGEST_MAX_KB"
        )
        return Problem(name, message, code="too_large")
    return None


def _skip_reason(file: Path) -> str:
    if file.name.startswith(HIDDEN):
        return "hidden file"
    if file.suffix.lower() not in SUFFIXES and not file.is_dir():
        return "no " + ", ".join(SUFFIXES)
    if file.stem.lower() == "readme":
        return "readme"
    if file.is_dir() and file.resolve().is_relative_to(file.parent.resolve()):
        return "link to a folder that is read anyway"
    return ""

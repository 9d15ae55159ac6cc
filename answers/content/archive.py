"""Archives: unpack an untrusted zip, or refuse it with the reason.

Names, sizes and links are checked, and bytes are counted while they are unpacked: what
the archive says of its own size is not relied on.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from answers.content.types import Problem
from answers.lib.errors import InvalidError
from answers.text.normalization import clean, cut, one_line

MOST_FILES = 20_000
CHUNK = 1 << 16
LONGEST_NAME = 240
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError,
    NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
UTF8_NAME, ENCRYPTED = 0x800, 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes one file may have unpacked, and all of them together."""

    file: int
    total: int


class BombError(InvalidError):
    """The members together are larger than the limit."""


def unpack(
    archive: Path, target: Path, *, limits: Limits, wanted: Callable[[str], bool]
) -> list[Problem]:
    """Write the members whose name is ``wanted`` below ``target``; return the others.

    Each of those comes with the reason. Raises InvalidError where the file is no zip,
    is broken, or holds too much.
    """
    refused: list[Problem] = []
    seen: set[str] = set()  # case-folded paths of the files that were written
    left = limits.total
    try:
        with zipfile.ZipFile(archive) as opened:
            for member in _members(opened):
                name = _name(member)
                fault = _fault(member, name, seen)
                if not fault and (target / name).is_dir():
                    fault = "is a folder as well: rename it", "duplicate"
                if fault:
                    message, code = fault
                    refused.append(Problem(shown(name), message, code=code))
                elif not wanted(name):
                    refused.append(
                        Problem(shown(name), "is no article", code="skipped")
                    )
                else:
                    seen |= {name.casefold()}
                    size = _write(opened, member, target / name, limits, left)
                    left -= abs(size)
                    if size < 0:
                        refused.append(_too_large(name, limits))
    except BROKEN as error:
        raise _broken(error) from error
    return refused


def shown(name: str) -> str:
    """Return a member's name as one line of at most ``LONGEST_NAME`` characters."""
    return cut(one_line(clean(name)), LONGEST_NAME)


def _members(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    members = opened.infolist()
    if len(members) > MOST_FILES:
        msg = f"the archive holds more than {MOST_FILES} files: split it"
        raise InvalidError(msg, field="archive")
    return (member for member in members if not member.is_dir())


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name.

    Without the UTF-8 flag zipfile decodes it as cp437: Chinese archives made on Windows
    have GBK there.
    """
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        data = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _fault(
    member: zipfile.ZipInfo, name: str, seen: set[str]
) -> tuple[str, str] | None:
    parts = PurePosixPath(name).parts
    out = "\\" in name or ":" in name or name.startswith("/") or ".." in parts
    odd = one_line(name) != name or len(name) > LONGEST_NAME
    above = {str(parent).casefold() for parent in PurePosixPath(name).parents}
    faults = {
        ("leads out of the archive: rename it", "path"): out,
        ("has a name that no folder can hold: rename it", "path"): odd,
        ("is a symbolic link: put a copy of the file in", "symlink"): stat.S_ISLNK(
            member.external_attr >> 16
        ),
        ("is encrypted: pack it without a password", "encrypted"): bool(
            member.flag_bits & ENCRYPTED
        ),
        ("is there twice: remove one of them", "duplicate"): (
            name.casefold() in seen or bool(above & seen)
        ),
    }
    return next((fault for fault, found in faults.items() if found), None)


def _write(
    opened: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: Path,
    limits: Limits,
    left: int,
) -> int:
    """Write one member; return its size in bytes.

    Negative where it is larger than a file may be: then nothing is left of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with opened.open(member) as source, path.open("wb") as out:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > left:
                msg = (
                    f"more than {limits.total / 1e6:.0f} MB come out of the archive: "
                    "split it"
                )
                raise BombError(msg, field="archive")
            if size > limits.file:
                break
            out.write(chunk)
    if size > limits.file:
        path.unlink()
        return -size
    return size


def _too_large(name: str, limits: Limits) -> Problem:
    message = (
        f"holds more than the {limits.file / 1e6:.1f} MB an article may have: split "
        "it, or raise KB_INGEST_MAX_KB"
    )
    return Problem(shown(name), message, code="too_large")


def _broken(error: Exception) -> InvalidError:
    msg = f"is no zip archive that can be read ({cut(one_line(str(error)), 80)})"
    return InvalidError(f"{msg}: pack it anew", field="archive")

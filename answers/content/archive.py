"""Archives: a zip from somebody else unpacked without harm, or refused with the reason.

Nothing the archive says of itself is believed: names, sizes and links are checked, and
what comes out is counted while it comes.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
    """How much may come out: of one file, and of all together, in bytes."""

    file: int
    total: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that did not come out, and why."""

    path: str
    message: str
    code: str


class BombError(InvalidError):
    """More comes out than any honest archive of texts holds."""


def unpack(
    archive: Path, target: Path, *, limits: Limits, wanted: Callable[[str], bool]
) -> list[Refused]:
    """Write the wanted members below ``target``; return those that were refused.

    Raises InvalidError where it is no zip, is broken, or holds too much.
    """
    refused: list[Refused] = []
    seen: set[str] = set()  # files, and below them no file can be
    left = limits.total
    try:
        with zipfile.ZipFile(archive) as opened:
            for member in _members(opened):
                name = _name(member)
                fault = _fault(member, name, seen)
                if not fault and (target / name).is_dir():
                    fault = "is a folder as well: rename it", "duplicate"
                if fault:
                    refused.append(Refused(shown(name), *fault))
                elif not wanted(name):
                    refused.append(Refused(shown(name), "is no article", "skipped"))
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
    """Return a name as it may be shown."""
    return cut(one_line(clean(name)), LONGEST_NAME)


def _members(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    members = opened.infolist()
    if len(members) > MOST_FILES:
        msg = f"the archive holds more than {MOST_FILES} files: split it"
        raise InvalidError(msg, field="archive")
    return (member for member in members if not member.is_dir())


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; old Chinese archives do not say that theirs is GBK."""
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
    """Write one member; return its size, below zero where it is too large and gone."""
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


def _too_large(name: str, limits: Limits) -> Refused:
    message = (
        f"holds more than the {limits.file / 1e6:.1f} MB an article may have: split "
        "it, or raise KB_INGEST_MAX_KB"
    )
    return Refused(shown(name), message, "too_large")


def _broken(error: Exception) -> InvalidError:
    msg = f"is no zip archive that can be read ({cut(one_line(str(error)), 80)})"
    return InvalidError(f"{msg}: pack it anew", field="archive")

"""Where an index lies on disk: one lock, one writer, and nothing unread is deleted."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from answers.index.schema import make_schema
from answers.lib.errors import IndexBusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    MergePolicy = Callable[[Any, list[Any]], list[Any]]

logger = logging.getLogger(__name__)

INDEX_NAME = "MAIN"  # Whoosh's default, part of its file names
WRITER_WAIT_SECONDS = 2.0
MAX_SEGMENTS = 8
# Documents; a merge takes some milliseconds for each, inside somebody's request.
MAX_MERGED = 1000


class Folder:
    """The folder of the index of one schema, its lock file and the builds beside it."""

    def __init__(self, root: Path, name: str) -> None:
        self.path = root / name
        self._root = root
        self._lock_path = root / f"{name}.lock"
        self._build_name = re.compile(rf"{re.escape(name)}\.build-\d+")

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Hold the lock for writing; the kernel frees it when a process dies.

        Raises IndexBusyError when it is not free within ``seconds``.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        number = os.open(self._lock_path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        try:
            _wait_for(number, seconds)
            yield
        finally:
            os.close(number)

    def remove_leftovers(self) -> None:
        """Remove what killed writers left half-written; only under the lock."""
        for left in self._root.iterdir():
            if self._build_name.fullmatch(left.name):
                shutil.rmtree(left)
        for left in self.path.glob("_*.toc.*"):
            left.unlink()

    def new_build(self) -> Path:
        """Return a new folder to build in."""
        path = self._root / f"{self.path.name}.build-{os.getpid()}"
        path.mkdir()
        return path

    def swap_in(self, build: Path) -> None:
        """Put ``build`` in place; the index before it is kept under another name."""
        if self.path.exists():
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            aside = self._root / f"{self.path.name}.broken-{stamp}"
            self.path.rename(aside)
            logger.warning("index.moved_aside", extra={"path": str(aside)})
        build.rename(self.path)


def _wait_for(number: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise IndexBusyError(
                    "Another process is writing the search index; try again later.",
                    seconds=seconds,
                ) from error
            time.sleep(0.02)
        else:
            return


def create_index(path: Path) -> None:
    """Create an index without documents."""
    FileIndex.create(_storage(path), make_schema(), INDEX_NAME)


@contextmanager
def open_writer(path: Path, policy: MergePolicy, codec: Any) -> Iterator[Any]:
    """Open Whoosh's writer: commit on success, cancel and re-raise on any error.

    ``policy`` is Whoosh's merge policy. Raises IndexBusyError.
    """
    index = FileIndex(_storage(path), make_schema(), INDEX_NAME)
    try:
        writer = index.writer(timeout=WRITER_WAIT_SECONDS, codec=codec)
    except LockError as error:
        message = "Another program is writing the search index; try again later."
        raise IndexBusyError(message, seconds=WRITER_WAIT_SECONDS) from error
    try:
        yield writer
        writer.commit(mergetype=policy)
    except BaseException:
        _abandon(writer)
        raise


def _abandon(writer: Any) -> None:
    """Leave the old state in force, whatever state the writer is in."""
    with suppress(Exception):
        writer.cancel()
    # Where cancelling failed half-way the lock would stay until garbage collection.
    with suppress(Exception):
        writer.writelock.release()


def _storage(path: Path) -> FileStorage:
    # With a memory map, a file that is cut short would kill the process.
    return FileStorage(str(path), supports_mmap=False)


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge policy for Whoosh: merge small segments and return the others.

    Few segments are fast to read, few merges are fast to write. A segment without a
    living document is dropped. When there are more than ``MAX_SEGMENTS`` small ones,
    the smallest are merged as long as the next is not much larger than they are
    together, so that each document is rewritten a logarithmic number of times.
    """
    living = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in living if segment.doc_count() <= MAX_MERGED]
    if len(small) <= MAX_SEGMENTS:
        return living
    merged: set[str] = set()
    total = 0
    for segment in sorted(small, key=lambda s: s.doc_count()):
        count = segment.doc_count()
        if len(merged) > MAX_SEGMENTS // 2 and count > 2 * total:
            break
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            writer.add_reader(reader)
        finally:
            reader.close()
        merged.add(segment.segment_id())
        total += count
    return [segment for segment in living if segment.segment_id() not in merged]

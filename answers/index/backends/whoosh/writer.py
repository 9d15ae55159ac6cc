"""Whoosh's writer: one commit or none, and never its lock left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError

from answers.index.backends.whoosh.state import INDEX_NAME
from answers.index.schema import make_schema
from answers.lib.errors import IndexBusyError

if TYPE_CHECKING:
    from pathlib import Path

WAIT_SECONDS = 2.0

MergePolicy = Callable[[Any, list[Any]], list[Any]]


def create_index(path: Path) -> None:
    """Make an index without documents."""
    FileIndex.create(_storage(path), make_schema(), INDEX_NAME)


@contextmanager
def open_writer(path: Path, policy: MergePolicy, codec: Any) -> Iterator[Any]:
    """Hold Whoosh's writer: commit on success, cancel and re-raise on any error."""
    index = FileIndex(_storage(path), make_schema(), INDEX_NAME)
    try:
        writer = index.writer(timeout=WAIT_SECONDS, codec=codec)
    except LockError as error:
        message = "Another program is writing the search index; try again later."
        raise IndexBusyError(message, seconds=WAIT_SECONDS) from error
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
    # Mapped into memory, a file that somebody cuts short would kill the process.
    return FileStorage(str(path), supports_mmap=False)

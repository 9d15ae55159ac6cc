"""The newest state of an index on disk, loaded after a commit, for all threads."""

from __future__ import annotations

import os
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.filedb.structfile import BufferFile
from whoosh.index import TOC

from answers.index.backends.whoosh.storage import INDEX_NAME
from answers.index.neighbours import Neighbours, load_neighbours
from answers.index.postings import LRU, Postings, SegmentFile
from answers.index.schema import make_schema
from answers.index.snapshot import Segment, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

OPEN_TRIES = 40
RETRY_SECONDS = 0.005
# File systems keep a folder's time in steps, of two seconds at worst: a folder that
# changed within the last step may change again with the same time.
SETTLED_NS = 2_000_000_000

_TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")


@dataclass(frozen=True, slots=True)
class State:
    """A snapshot, and the stat of the folder and of the table of contents it is from.

    ``folder`` is None while the folder's time is too recent to be relied on.
    """

    folder: tuple[int, int, int] | None
    toc: tuple[int, ...]
    snapshot: Snapshot


class States:
    """Keeps the newest state of one folder.

    Raises whatever reading the files raises; the engine turns it into one error.
    """

    def __init__(self, path: Path, cache_bytes: int) -> None:
        self._path = path
        # Postings as read stay valid after a commit; impacts belong to one snapshot.
        self._raw: LRU[Postings] = LRU(cache_bytes // 3)
        self._impact_bytes = cache_bytes - cache_bytes // 3
        self._lock = threading.Lock()
        self._state: State | None = None

    def latest(self) -> Snapshot:
        """Return the snapshot of the newest commit."""
        state = self._state
        # One stat instead of a listing: a new file changes the folder's time.
        if state is not None and state.folder == _folder_key(self._path):
            return state.snapshot
        with self._lock:
            return self._refreshed().snapshot

    def fresh(self) -> Snapshot:
        """Return the newest snapshot with every file opened again."""
        return self._load(
            _folder_key(self._path), *_latest_toc(self._path), {}
        ).snapshot

    def changed(
        self, fresh: Sequence[Segment], gone: NDArray[np.int64], near: Neighbours
    ) -> Snapshot:
        """Return the newest snapshot with ``fresh`` in place of the pks ``gone``."""
        segments = [(segment, np.empty(0, np.int64)) for segment in fresh]
        for segment, ranks in self.latest().parts():
            dead = (ranks < 0) | np.isin(segment.columns["pk"], gone)
            segments.append((segment, np.flatnonzero(dead)))
        return Snapshot(segments, self._raw, self._impact_bytes, near)

    def _refreshed(self) -> State:
        """Return the newest state; a commit may remove files while they are opened."""
        for tries_left in reversed(range(OPEN_TRIES)):
            try:
                folder = _folder_key(self._path)
                generation, toc = _latest_toc(self._path)
                old = self._state
                if old is not None and old.toc == toc:
                    state = State(_settled(folder), toc, old.snapshot)
                else:
                    state = self._load(folder, generation, toc, _open_segments(old))
            except FileNotFoundError:
                if not tries_left or not self._path.exists():
                    raise
                time.sleep(RETRY_SECONDS)
            else:
                self._state = state
                return state
        raise AssertionError  # the last try returns or raises

    def _load(
        self,
        folder: tuple[int, int, int],
        generation: int,
        toc: tuple[int, ...],
        known: Mapping[str, Segment],
    ) -> State:
        segments = []
        for segment in read_toc(self._path, generation).segments:
            opened = known.get(segment.segment_id()) or Segment(
                SegmentFile.open(self._path, make_schema(), segment)
            )
            deleted = np.fromiter(segment.deleted_docs(), np.int64)
            segments.append((opened, deleted))
        near = load_neighbours(self._path)
        snapshot = Snapshot(segments, self._raw, self._impact_bytes, near)
        return State(_settled(folder), toc, snapshot)


def read_toc(path: Path, generation: int) -> Any:
    """Return Whoosh's table of contents; no file stays open where it is broken.

    Given the schema, Whoosh skips the pickled one in the file: what a class is called
    here is not part of the format.
    """

    class Files:
        def open_file(self, name: str) -> BufferFile:
            return BufferFile((path / name).read_bytes(), name=name)

    return TOC.read(Files(), INDEX_NAME, gen=generation, schema=make_schema())


def _open_segments(state: State | None) -> dict[str, Segment]:
    # After a fork the files' positions are shared with the parent: open them again.
    if state is None or state.toc[0] != os.getpid():
        return {}
    return {segment.file.name: segment for segment in state.snapshot.segments}


def _folder_key(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return os.getpid(), found.st_ino, found.st_mtime_ns


def _settled(key: tuple[int, int, int]) -> tuple[int, int, int] | None:
    return key if time.time_ns() - key[2] > SETTLED_NS else None


def _latest_toc(path: Path) -> tuple[int, tuple[int, ...]]:
    """Return the newest generation, and pid and stat of its file to compare it by."""
    names = (_TOC_NAME.fullmatch(file.name) for file in path.iterdir())
    generations = [int(name[1]) for name in names if name]
    if not generations:
        # A listing may miss both the old and the new one during a commit.
        raise FileNotFoundError(path)
    newest = max(generations)
    found = (path / f"_{INDEX_NAME}_{newest}.toc").stat()
    return newest, (os.getpid(), newest, found.st_ino, found.st_mtime_ns)

"""Segment files of Whoosh as numpy arrays: postings, columns and the term list."""

from __future__ import annotations

import os
import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.reading import SegmentReader, TermNotFound

from answers.index.schema import BODY

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

T = TypeVar("T")
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]

# Readers of one file share its position, so one thread reads at a time: without this
# Whoosh returns wrong rows, now and then silently.
DECODE_LOCK = threading.Lock()
os.register_at_fork(
    before=DECODE_LOCK.acquire,
    after_in_parent=DECODE_LOCK.release,
    after_in_child=DECODE_LOCK.release,
)


class LRU(Generic[T]):
    """A cache bounded by the bytes its values say they take, safe under threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._items: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Hashable) -> T | None:
        # Without the lock: a query looks up sixty terms, and each step is atomic.
        item = self._items.get(key)
        if item is None:
            return None
        try:  # noqa: SIM105  suppress() costs more than the look-up
            self._items.move_to_end(key)
        except KeyError:
            pass  # another thread has just removed it
        return item[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keep ``value`` of ``size`` bytes; drop the least recently used for it."""
        with self._lock:
            old = self._items.pop(key, None)
            self.size += size - (old[1] if old else 0)
            self._items[key] = (value, size)
            while self.size > self.limit and self._items:
                _, (_, freed) = self._items.popitem(last=False)
                self.size -= freed


class WordInfo(NamedTuple):
    """A term, its document frequency in a segment, and its first and last document.

    Deleted documents count until they are merged away.
    """

    term: str
    frequency: int
    ends: tuple[int, int]


class OpenFiles(FileStorage):  # type: ignore[misc]
    """A folder that closes every file it opened, also when opening failed half-way."""

    def __init__(self, path: str) -> None:
        # With a memory map, a file that is cut short would kill the process.
        super().__init__(path, supports_mmap=False, readonly=True)
        self._files: list[Any] = []

    def open_file(self, name: str, **kwargs: Any) -> Any:
        file = super().open_file(name, **kwargs)
        self._files.append(file.raw_file())
        return file

    def close(self) -> None:
        for file in self._files:
            file.close()


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class SegmentFile:
    """One immutable segment; its files are closed when it is garbage-collected."""

    name: str
    size: int
    reader: Any

    @classmethod
    def open(cls, path: Path, schema: Any, segment: Any) -> SegmentFile:
        files = OpenFiles(str(path))
        try:
            reader = SegmentReader(files, schema, segment)
        except BaseException:
            files.close()
            raise
        opened = cls(segment.segment_id(), segment.doc_count_all(), reader)
        weakref.finalize(opened, files.close)
        return opened

    def column(self, name: str, kind: str) -> NDArray[Any]:
        """Return a whole column of fixed-size values, one row a document."""
        dtype = np.dtype(kind)
        values = np.frombuffer(self._column_bytes(name), dtype)
        # Whoosh leaves out the default values at the end.
        rest = np.zeros(self.size - len(values), dtype)
        return np.concatenate([values, rest])

    def blobs(self, name: str) -> list[bytes]:
        """Return a whole column of byte strings."""
        raw = self._column_bytes(name)
        column = self.reader.schema[name].column_type
        reader = column.Reader(BufferFile(memoryview(raw)), 0, len(raw), self.size)
        return list(reader)

    def postings(self, term: str) -> Postings | None:
        """Return document numbers (ascending) and weights, deleted ones included."""
        key = term.encode()
        try:
            with DECODE_LOCK:
                raw = _posting_bytes(self.reader, key)
        except TermNotFound:
            return None
        try:
            return _decode(raw, self.reader.schema[BODY].format)
        except (AttributeError, TypeError):
            with DECODE_LOCK:
                return slow_postings(self.reader, key)

    def terms(self, prefix: str, until: str = "") -> list[WordInfo]:
        """Return the terms that start with ``prefix``, without their postings.

        With ``until``, all terms from ``prefix`` up to that one.
        """
        start, stop = prefix.encode(), until.encode()
        found = []
        with DECODE_LOCK:
            for (field, term), info in self.reader.iter_from(BODY, start):
                inside = term < stop if stop else term.startswith(start)
                if field != BODY or not inside:
                    break
                ends = (info.min_id(), info.max_id())
                found.append(WordInfo(term.decode(), info.doc_frequency(), ends))
        return found

    def verify(self) -> None:
        """Read everything once; raises what reading it raises."""
        for word in self.terms(""):
            self.postings(word.term)
        for name in self.reader.schema.names():
            if self.reader.schema[name].column_type:
                self._column_bytes(name)

    def _column_bytes(self, name: str) -> bytes:
        with DECODE_LOCK:
            files = self.reader.storage()
            path = W3Codec.column_filename(self.reader.segment(), name)
            length = files.file_length(path)
            file = files.open_file(path)
            raw = bytes(file.get(0, length))
        if len(raw) != length:
            raise EOFError(path)
        return raw


def _posting_bytes(reader: Any, key: bytes) -> bytes:
    info = reader.term_info(BODY, key)
    offset, length = info.extent()
    if isinstance(length, tuple):  # as Whoosh 2.7.4 forgets to unpack it
        (length,) = length
    raw = bytes(reader._terms._postfile.get(offset, length))
    if len(raw) != length:
        raise EOFError(key)
    return raw


def _decode(raw: bytes, format_: Any) -> Postings:
    """Decode block by block, by private methods of Whoosh's matcher."""
    matcher = W3LeafMatcher(BufferFile(raw), 0, len(raw), format_)
    numbers, weights = [], []
    while not matcher._atend:
        matcher._read_data()
        matcher._read_weights()
        numbers.append(np.cumsum(np.array(matcher._data[0], np.int32), dtype=np.int32))
        weights.append(np.array(matcher._weights, np.float32))
        matcher._next_block()
    return np.concatenate(numbers), np.concatenate(weights)


def slow_postings(reader: Any, key: bytes) -> Postings:
    """Decode posting by posting, by Whoosh's public methods."""
    matcher = reader.postings(BODY, key)
    numbers, weights = [], []
    while matcher.is_active():
        numbers.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return np.array(numbers, np.int32), np.array(weights, np.float32)

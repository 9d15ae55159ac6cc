"""Bulk build: a whole index in one commit, on every core.

Whoosh's own writer handles one posting at a time, in Python, on one core. This module
writes the same segment from numpy arrays, on all cores; docs/search.md, "Building",
has what that saves. It knows two private formats of Whoosh 2.7, which is pinned and no
longer changes: the postings file and the term information of its third codec.
``tests/index/backends/whoosh/test_build.py`` compares what comes out with what Whoosh
writes, posting by posting.

The steps of ``fill``: batches of documents are analysed (``make_batch``), their
postings wait in a temporary file (``Runs``), are merged term by term and encoded
(``encode``). Analysis and encoding are shared out among worker processes
(``Workers``).
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import (
    WHOOSH3_HEADER_MAGIC,
    W3Codec,
    W3FieldWriter,
    W3Segment,
)
from whoosh.system import pack_ushort
from whoosh.writing import CLEAR

from answers.index.backends.whoosh.storage import open_writer
from answers.index.documents import own_terms
from answers.index.neighbours import Signatures, make_neighbours
from answers.index.schema import BLOCK_POSTINGS, BODY, COMPRESSION, make_codec, make_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from answers.index.types import Document

logger = logging.getLogger(__name__)

BATCH = 250  # documents that are analysed together ...
BATCH_CHARACTERS = 500_000  # ... or fewer, where they are long
# Starting worker processes takes as long as building this many documents without.
ALONE = 1000
POSTINGS_AT_ONCE = 1 << 19  # that are merged and encoded together
SHORT = 100  # bytes of a block that are not worth compressing

# W3TermInfo: flags, total weight, documents, least and greatest length, greatest
# weight, first and last document, then offset and length in the postings file.
_TERM_INFO = struct.Struct("!BfIBBfIIqi")
_BLOCK_LENGTH = struct.Struct("!i")


class PostingLists(NamedTuple):
    """The posting lists of some terms, one after another.

    ``terms`` ascend; ``counts[i]`` is the number of documents of ``terms[i]``.
    ``numbers`` (document numbers, ascending within a term) and ``weights`` have one
    entry a posting.
    """

    terms: list[bytes]
    counts: NDArray[np.int64]
    numbers: NDArray[np.int32]
    weights: NDArray[np.float32]


class Batch(NamedTuple):
    """Analysed documents, numbered from 0: column values, postings and signatures."""

    rows: list[dict[str, Any]]
    postings: PostingLists
    signatures: Signatures


class TermInfo(NamedTuple):
    """What Whoosh stores of a term; ``offset`` and ``length`` are in bytes."""

    weight: float
    documents: int
    greatest: float
    first: int
    last: int
    offset: int
    length: int

    def pack(self, base: int) -> bytes:
        """Return the stored form, with offsets counted from ``base``."""
        return _TERM_INFO.pack(
            0,
            self.weight,
            self.documents,
            0,
            0,
            self.greatest,
            self.first,
            self.last,
            base + self.offset,
            self.length,
        )


class EncodedTerms(NamedTuple):
    """A part of the postings file and its terms; offsets count from the part."""

    postings: bytes
    terms: list[tuple[bytes, TermInfo]]


class _Block(NamedTuple):
    """One block of a posting list, by its place in the arrays of all postings."""

    start: int
    end: int
    last: int  # document number
    least: float  # weight
    greatest: float


def fill(path: Path, documents: Iterable[Document], workers: int | None = None) -> int:
    """Replace the content of the index at ``path``; return how many documents it holds.

    Of two documents with one pk the first counts. ``workers`` is the number of worker
    processes: None starts one a core, and none for few documents. Raises
    IndexBusyError.
    """
    unique = _unique(documents)
    first = list(islice(unique, ALONE + 1))
    if len(first) <= ALONE and workers is None:
        workers = 0
    with (
        Workers(workers) as pool,
        Runs(path) as runs,
        open_writer(path, CLEAR, _Codec()) as writer,
    ):
        writer.pool = posting_pool = _PostingPool(path, pool, runs)
        for batch in pool.map(make_batch, _batches(chain(first, unique))):
            posting_pool.add(batch, writer.docnum)
            _write_columns(writer, batch)
    return int(writer.docnum)


def _unique(documents: Iterable[Document]) -> Iterator[Document]:
    seen: set[int] = set()
    for document in documents:
        if document.pk not in seen:
            seen.add(document.pk)
            yield document


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.question) + len(document.answer)
        if len(batch) == BATCH or size > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write_columns(writer: Any, batch: Batch) -> None:
    columns = {
        name: kind
        for name in writer.schema.names()
        if (kind := writer.schema[name].column_type)
    }
    per_document = writer.perdocwriter
    for number, row in enumerate(batch.rows, writer.docnum):
        per_document.start_doc(number)
        for name, column in columns.items():
            per_document.add_column_value(name, column, row[name])
        per_document.finish_doc()
    writer.docnum += len(batch.rows)
    writer._added = True


# ------------------------------------------------------------- what Whoosh calls
class _PostingPool:
    """Replaces Whoosh's pool of postings, of which its writer calls two methods."""

    def __init__(self, path: Path, workers: Workers, runs: Runs) -> None:
        self._path = path
        self._workers = workers
        self._runs = runs
        self._signatures = Signatures()

    def add(self, batch: Batch, base: int) -> None:
        """Keep a batch whose first document has the number ``base``."""
        self._runs.add(batch.postings, base)
        self._signatures.extend(batch.signatures)

    def iter_postings(self) -> Iterator[EncodedTerms]:
        """Yield all terms, and save the neighbours; called just before the commit."""
        neighbours = self._workers.submit(make_neighbours, self._signatures)
        yield from self._workers.map(encode, self._runs.merged())
        neighbours.result().save(self._path)

    def cleanup(self) -> None:
        """Do nothing: ``fill`` closes the file."""


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with a writer for encoded terms; the segment is Whoosh's own."""

    def new_segment(self, storage: Any, name: str) -> W3Segment:
        return W3Segment(make_codec(), name)

    def field_writer(self, storage: Any, segment: Any) -> _TermWriter:
        return _TermWriter(self, storage, segment)


class _TermWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes terms that are encoded already."""

    def add_postings(
        self, schema: Any, lengths: Any, parts: Iterable[EncodedTerms]
    ) -> None:
        self.start_field(BODY, schema[BODY])
        prefix = pack_ushort(self._fieldid)
        for part in parts:
            base = self._postfile.tell()
            self._postfile.write(part.postings)
            for term, info in part.terms:
                self._tindex.add(prefix + term, info.pack(base))
        self.finish_field()


# ------------------------------------------------------------- analysis
def make_batch(documents: Iterable[Document]) -> Batch:
    """Analyse documents; they are numbered from 0 within the batch."""
    rows, signatures = [], Signatures()
    ids: dict[str, int] = {}
    term_ids: list[int] = []
    sizes: list[int] = []
    weights: list[float] = []
    for document in documents:
        row = make_row(document)
        body = row.pop(BODY)
        rows.append(row)
        signatures.add(document.pk, own_terms(body))
        term_ids += [ids.setdefault(term, len(ids)) for term in body]
        weights += body.values()
        sizes.append(len(body))
    terms = [(term.encode(), number) for term, number in ids.items()]
    terms.sort()
    places = np.empty(len(terms), np.int32)
    places[[number for _, number in terms]] = np.arange(len(terms), dtype=np.int32)
    term_of = places[np.array(term_ids, np.int64)]
    order = np.argsort(term_of, kind="stable")
    numbers = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    postings = PostingLists(
        [term for term, _ in terms],
        np.bincount(term_of, minlength=len(terms)),
        numbers[order],
        np.array(weights, np.float32)[order],
    )
    return Batch(rows, postings, signatures)


# ------------------------------------------------------------- merging
class Runs:
    """All postings of a build, batch by batch, in a temporary file.

    Memory holds one number for each term and batch.
    """

    def __init__(self, folder: Path) -> None:
        # The file has no name: nothing is left of it when the process is killed.
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._ids: dict[bytes, int] = {}
        self._term_of: list[NDArray[np.int32]] = []
        self._counts: list[NDArray[np.int32]] = []
        self._starts: list[int] = []
        self._size = 0

    def __enter__(self) -> Runs:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, postings: PostingLists, base: int) -> None:
        """Keep the postings of a batch whose first document has the number ``base``."""
        ids = self._ids
        term_ids = [ids.setdefault(term, len(ids)) for term in postings.terms]
        self._term_of.append(np.array(term_ids, np.int32))
        self._counts.append(postings.counts.astype(np.int32))
        self._starts.append(self._size)
        pairs = np.empty((len(postings.numbers), 2), np.int32)
        pairs[:, 0] = postings.numbers + base
        pairs[:, 1] = postings.weights.view(np.int32)
        self._file.write(pairs.tobytes())
        self._size += len(pairs)

    def merged(self) -> Iterator[PostingLists]:
        """Yield all terms in order, about ``POSTINGS_AT_ONCE`` postings each time."""
        if not self._size:
            return
        self._file.flush()
        pairs = np.memmap(self._file, np.int32, "r", shape=(self._size, 2))
        terms = sorted(self._ids)
        places = np.empty(len(terms), np.int32)
        places[[self._ids[term] for term in terms]] = np.arange(len(terms))
        term_of = places[np.concatenate(self._term_of)]
        counts = np.concatenate(self._counts)
        # Within a run the postings of one term follow those of the term before it.
        starts = np.concatenate(
            [
                start + np.cumsum(sizes, dtype=np.int64) - sizes
                for start, sizes in zip(self._starts, self._counts, strict=True)
            ]
        )
        order = np.argsort(term_of, kind="stable")
        totals = np.bincount(term_of, counts).astype(np.int64)
        term_of, counts, starts = term_of[order], counts[order], starts[order]
        for first, last in _term_ranges(totals):
            part = slice(*np.searchsorted(term_of, (first, last)))
            rows = pairs[_span_places(starts[part], counts[part])]
            yield PostingLists(
                terms[first:last],
                totals[first:last],
                rows[:, 0].copy(),
                rows[:, 1].copy().view(np.float32),
            )


def _term_ranges(totals: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms (first, last + 1) with about as many postings each."""
    ends = np.cumsum(totals)
    first = 0
    while first < len(totals):
        done = ends[first] - totals[first]
        last = int(np.searchsorted(ends, done + POSTINGS_AT_ONCE, "right"))
        last = max(last, first + 1)
        yield first, last
        first = last


def _span_places(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return all places of some spans, one span after another."""
    ends = np.cumsum(counts, dtype=np.int64)
    shifts = np.repeat(starts - (ends - counts), counts)
    return np.arange(ends[-1], dtype=np.int64) + shifts.astype(np.int64)


# ------------------------------------------------------------- encoding
def encode(lists: PostingLists) -> EncodedTerms:
    """Return terms in the format of Whoosh's third codec (``W3PostingsWriter``)."""
    ends = np.cumsum(lists.counts)
    starts = ends - lists.counts
    # Document numbers are stored as differences, which start anew with each block.
    blocks = -(-lists.counts // BLOCK_POSTINGS)
    first_of = np.cumsum(blocks) - blocks
    within = np.arange(blocks.sum()) - np.repeat(first_of, blocks)
    opens = np.repeat(starts, blocks) + within * BLOCK_POSTINGS
    closes = np.minimum(opens + BLOCK_POSTINGS, np.repeat(ends, blocks))
    steps = np.diff(lists.numbers, prepend=np.int32(0))
    steps[opens] = lists.numbers[opens]
    all_blocks = map(
        _Block,
        opens.tolist(),
        closes.tolist(),
        lists.numbers[closes - 1].tolist(),
        np.minimum.reduceat(lists.weights, opens).tolist(),
        np.maximum.reduceat(lists.weights, opens).tolist(),
    )
    step_list, weights = steps.tolist(), lists.weights.tolist()
    encoded = [_encode_block(step_list, weights, block) for block in all_blocks]
    infos = zip(
        np.add.reduceat(lists.weights, starts, dtype=np.float64).tolist(),
        lists.counts.tolist(),
        np.maximum.reduceat(lists.weights, starts).tolist(),
        lists.numbers[starts].tolist(),
        lists.numbers[ends - 1].tolist(),
        strict=True,
    )
    out: list[bytes] = []
    terms = []
    offset = first_block = 0
    for term, count, info in zip(lists.terms, blocks.tolist(), infos, strict=True):
        list_ = _posting_list(encoded[first_block : first_block + count])
        out.append(list_)
        terms.append((term, TermInfo(*info, offset, len(list_))))
        offset += len(list_)
        first_block += count
    return EncodedTerms(b"".join(out), terms)


def _encode_block(steps: list[int], weights: list[float], block: _Block) -> bytes:
    """Return a block without its length."""
    count = block.end - block.start
    stored: float | tuple[float, ...] | None
    if block.least == block.greatest:
        stored = None if block.greatest == 1.0 else block.greatest
    else:
        stored = tuple(weights[block.start : block.end])
    data = pickle.dumps((tuple(steps[block.start : block.end]), stored, None), 2)
    compression = COMPRESSION if len(data) > SHORT else 0
    if compression:
        data = zlib.compress(data, compression)
    head = (count, block.last, block.greatest, compression, 0, 0)
    return pickle.dumps(head, 2) + data


def _posting_list(blocks: list[bytes]) -> bytes:
    """Return the posting list of one term: a mark, then each block after its length."""
    out = [WHOOSH3_HEADER_MAGIC]
    for number, block in enumerate(blocks, 1):
        # A negative length marks the last block.
        length = -len(block) if number == len(blocks) else len(block)
        out += (_BLOCK_LENGTH.pack(length), block)
    return b"".join(out)


# ------------------------------------------------------------- worker processes
MAX_WORKERS = 4  # this process has to read the documents and write the files
AHEAD = 2  # tasks for each worker that are read before the first is done
STOP_SECONDS = 5.0
CODE = "import sys; sys.path[:] = {path!r}; from {name} import serve; serve()"

T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """Worker processes, from entering to leaving the context.

    Each is a program of its own that takes tasks from a pipe, not a fork: that works
    from any thread of a server, no worker inherits a lock or a database connection,
    and a worker ends by itself when this process is gone. Whatever a worker cannot do,
    because it was killed or never started, is done in this process.
    """

    def __init__(self, count: int | None = None) -> None:
        cores = len(os.sched_getaffinity(0))
        self._count = min(cores, MAX_WORKERS) if count is None else count
        self._free: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Workers:
        try:
            for _ in range(self._count):
                self._all.append(_start_worker())
                self._free.put(self._all[-1])
        except OSError as error:
            logger.warning("index.no_helper", extra={"reason": str(error)})
        count = len(self._all)
        self._threads = ThreadPoolExecutor(max(count, 1), "index-worker")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.kill()
            process.wait(STOP_SECONDS)
        self._threads.shutdown()
        for process in self._all:
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not sent is not needed any more
                    pipe.close()  # type: ignore[union-attr]

    def submit(self, work: Callable[[T], R], item: T) -> Future[R]:
        """Start ``work(item)`` in the background."""
        return self._threads.submit(self._run, work, item)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` in order; reads a few items ahead."""
        if len(self._all) < 2:
            yield from map(work, items)
            return
        source = iter(items)
        pending: deque[Future[R]] = deque()
        while True:
            missing = AHEAD * len(self._all) - len(pending)
            for item in islice(source, missing):
                pending.append(self.submit(work, item))
            if not pending:
                return
            yield pending.popleft().result()

    def _run(self, work: Callable[[T], R], item: T) -> R:
        try:
            process = self._free.get_nowait()
        except queue.Empty:  # none was started, or all are lost
            return work(item)
        try:
            result: R = _exchange(process, (work, item))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            # Most likely killed because the machine ran out of memory.
            logger.warning("index.lost_helper", extra={"reason": repr(error)})
            return work(item)
        self._free.put(process)
        return result


def serve() -> None:
    """Run tasks from standard input until it ends: the main loop of a worker."""
    # The parent decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a task prints must not get among the results
    while True:
        try:
            work, item = pickle.load(tasks)  # noqa: S301  from the parent alone
        except EOFError:
            return
        pickle.dump(work(item), results, 5)
        results.flush()


def _start_worker() -> subprocess.Popen[bytes]:
    code = CODE.format(path=sys.path, name=__name__)
    return subprocess.Popen(  # noqa: S603  our own code, no shell
        [sys.executable, "-W", "ignore", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _exchange(process: subprocess.Popen[bytes], task: Any) -> Any:
    assert process.stdin is not None  # noqa: S101  for the type checker
    assert process.stdout is not None  # noqa: S101
    pickle.dump(task, process.stdin, 5)
    process.stdin.flush()
    return pickle.load(process.stdout)  # noqa: S301  from our own child

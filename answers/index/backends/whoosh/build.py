"""Building a whole index at once: with every core, and in one commit."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from whoosh.writing import CLEAR

from answers.index.backends.whoosh.batches import Batch, Encoded, encode, make_batch
from answers.index.backends.whoosh.runs import Runs, RunsCodec
from answers.index.backends.whoosh.workers import Workers
from answers.index.backends.whoosh.writer import open_writer
from answers.index.neighbours import make_neighbours
from answers.index.signatures import Gists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from answers.index.types import Document

BATCH = 250  # documents that are analysed together ...
BATCH_CHARACTERS = 500_000  # ... or fewer, where they are long
# Up to so many documents it is done before helpers have started.
ALONE = 1000


def fill(path: Path, documents: Iterable[Document], helpers: int | None = None) -> int:
    """Replace all that is in the index at ``path``; of two with one pk the first."""
    unique = _unique(documents)
    first = list(islice(unique, ALONE + 1))
    if len(first) <= ALONE and helpers is None:
        helpers = 0
    with (
        Workers(helpers) as workers,
        Runs(path) as runs,
        open_writer(path, CLEAR, RunsCodec()) as writer,
    ):
        writer.pool = pool = _Pool(path, workers, runs)
        for batch in workers.map(make_batch, _batches(chain(first, unique))):
            pool.add(batch, writer.docnum)
            _write_columns(writer, batch)
    return int(writer.docnum)


class _Pool:
    """Stands where Whoosh has its pool of postings."""

    def __init__(self, path: Path, workers: Workers, runs: Runs) -> None:
        self._path = path
        self._workers = workers
        self._runs = runs
        self._gists = Gists()

    def add(self, batch: Batch, base: int) -> None:
        """Keep a batch whose first document is number ``base``."""
        self._runs.add(batch.postings, base)
        self._gists.extend(batch.gists)

    def iter_postings(self) -> Iterator[Encoded]:
        """Yield all terms; the last thing before the commit."""
        near = self._workers.start(make_neighbours, self._gists)
        yield from self._workers.map(encode, self._runs.merged())
        near.result().save(self._path)

    def cleanup(self) -> None:
        """Whoosh asks for it; the file is closed by the one who opened it."""


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

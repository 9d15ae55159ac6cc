"""Postings on their way into a segment: kept batch by batch, merged term by term.

In memory is one number a term and batch; the postings wait in a file without a name.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment
from whoosh.system import pack_ushort

from answers.index.backends.whoosh.batches import Encoded, Postings, term_info
from answers.index.schema import BODY, make_codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

AT_ONCE = 1 << 19  # postings that are merged and encoded together


class Runs:
    """All postings of a build, batch by batch."""

    def __init__(self, folder: Path) -> None:
        # Nameless from the start: nothing is left of it, whoever is killed.
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._ids: dict[bytes, int] = {}
        self._term_of: list[NDArray[np.int32]] = []
        self._counts: list[NDArray[np.int32]] = []
        self._starts: list[int] = []
        self._size = 0

    def add(self, found: Postings, base: int) -> None:
        """Keep the postings of a batch whose first document is number ``base``."""
        ids = self._ids
        known = [ids.setdefault(term, len(ids)) for term in found.terms]
        self._term_of.append(np.array(known, np.int32))
        self._counts.append(found.counts.astype(np.int32))
        self._starts.append(self._size)
        pairs = np.empty((len(found.numbers), 2), np.int32)
        pairs[:, 0] = found.numbers + base
        pairs[:, 1] = found.weights.view(np.int32)
        self._file.write(pairs.tobytes())
        self._size += len(pairs)

    def __enter__(self) -> Runs:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def merged(self) -> Iterator[Postings]:
        """Yield all terms in order, some at a time."""
        if not self._size:
            return
        self._file.flush()
        pairs = np.memmap(self._file, np.int32, "r", shape=(self._size, 2))
        terms = sorted(self._ids)
        places = np.empty(len(terms), np.int32)
        places[[self._ids[term] for term in terms]] = np.arange(len(terms))
        term_of = places[np.concatenate(self._term_of)]
        counts = np.concatenate(self._counts)
        # Within a run the postings lie one after another, term by term.
        starts = np.concatenate(
            [
                start + np.cumsum(sizes, dtype=np.int64) - sizes
                for start, sizes in zip(self._starts, self._counts, strict=True)
            ]
        )
        order = np.argsort(term_of, kind="stable")
        totals = np.bincount(term_of, counts).astype(np.int64)
        term_of, counts, starts = term_of[order], counts[order], starts[order]
        for first, last in _parts(totals):
            part = slice(*np.searchsorted(term_of, (first, last)))
            rows = pairs[_places(starts[part], counts[part])]
            yield Postings(
                terms[first:last],
                totals[first:last],
                rows[:, 0].copy(),
                rows[:, 1].copy().view(np.float32),
            )


class RunsCodec(W3Codec):  # type: ignore[misc]
    """Writes what ``Runs`` holds; the segment itself is Whoosh's own."""

    def new_segment(self, storage: Any, name: str) -> W3Segment:
        return W3Segment(make_codec(), name)

    def field_writer(self, storage: Any, segment: Any) -> RunsWriter:
        return RunsWriter(self, storage, segment)


class RunsWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes terms that are encoded already."""

    def add_postings(self, schema: Any, lengths: Any, parts: Iterable[Encoded]) -> None:
        self.start_field(BODY, schema[BODY])
        prefix = pack_ushort(self._fieldid)
        for part in parts:
            base = self._postfile.tell()
            self._postfile.write(part.postings)
            for term, info in part.terms:
                self._tindex.add(prefix + term, term_info(info, base))
        self.finish_field()


def _parts(totals: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield from which term to which: about as many postings each time."""
    ends = np.cumsum(totals)
    first = 0
    while first < len(totals):
        done = ends[first] - totals[first]
        last = int(np.searchsorted(ends, done + AT_ONCE, "right"))
        last = max(last, first + 1)
        yield first, last
        first = last


def _places(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return all places of some spans, one span after another."""
    ends = np.cumsum(counts, dtype=np.int64)
    shifts = np.repeat(starts - (ends - counts), counts)
    return np.arange(ends[-1], dtype=np.int64) + shifts.astype(np.int64)

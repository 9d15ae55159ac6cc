"""Documents as the index keeps them, some at a time: pure work for any process."""

from __future__ import annotations

import pickle
import struct
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from answers.index.documents import own_terms
from answers.index.schema import BLOCK_POSTINGS, BODY, COMPRESSION, make_row
from answers.index.signatures import Gists

if TYPE_CHECKING:
    from collections.abc import Iterable

    from answers.index.types import Document

# What Whoosh keeps of a term (W3TermInfo): flags, weight, documents, two lengths,
# greatest weight, first and last document, then where its postings lie.
_TERM_INFO = struct.Struct("!BfIBBfIIqi")
_BLOCK_LENGTH = struct.Struct("!i")
SHORT = 100  # bytes of a block that are not worth compressing


class Postings(NamedTuple):
    """Postings by term: ``counts`` documents for each, with ascending numbers."""

    terms: list[bytes]
    counts: NDArray[np.int64]
    numbers: NDArray[np.int32]
    weights: NDArray[np.float32]


class Batch(NamedTuple):
    """Some documents: their columns row by row, their postings, their gists."""

    rows: list[dict[str, Any]]
    postings: Postings
    gists: Gists


class Encoded(NamedTuple):
    """Terms as they lie in Whoosh's files; places count from the first byte."""

    postings: bytes
    terms: list[tuple[bytes, tuple[Any, ...]]]


def make_batch(documents: Iterable[Document]) -> Batch:
    """Analyse documents; numbers count from 0 within the batch."""
    rows, gists = [], Gists()
    ids: dict[str, int] = {}
    found: list[int] = []
    sizes: list[int] = []
    weights: list[float] = []
    for document in documents:
        row = make_row(document)
        body = row.pop(BODY)
        rows.append(row)
        gists.add(document.pk, own_terms(body))
        found += [ids.setdefault(term, len(ids)) for term in body]
        weights += body.values()
        sizes.append(len(body))
    terms = [(term.encode(), number) for term, number in ids.items()]
    terms.sort()
    places = np.empty(len(terms), np.int32)
    places[[number for _, number in terms]] = np.arange(len(terms), dtype=np.int32)
    term_of = places[np.array(found, np.int64)]
    order = np.argsort(term_of, kind="stable")
    numbers = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    counts = np.bincount(term_of, minlength=len(terms))
    values = np.array(weights, np.float32)[order]
    postings = Postings([term for term, _ in terms], counts, numbers[order], values)
    return Batch(rows, postings, gists)


def encode(found: Postings) -> Encoded:
    """Return terms in the format of Whoosh's third codec (W3PostingsWriter)."""
    ends = np.cumsum(found.counts)
    starts = ends - found.counts
    # Each block starts its numbers anew.
    blocks = -(-found.counts // BLOCK_POSTINGS)
    first_of = np.cumsum(blocks) - blocks
    within = np.arange(blocks.sum()) - np.repeat(first_of, blocks)
    opens = np.repeat(starts, blocks) + within * BLOCK_POSTINGS
    closes = np.minimum(opens + BLOCK_POSTINGS, np.repeat(ends, blocks))
    steps = np.diff(found.numbers, prepend=np.int32(0))
    steps[opens] = found.numbers[opens]
    arrays = zip(
        opens.tolist(),
        closes.tolist(),
        found.numbers[closes - 1].tolist(),
        np.minimum.reduceat(found.weights, opens).tolist(),
        np.maximum.reduceat(found.weights, opens).tolist(),
        strict=True,
    )
    pieces = list(_blocks(steps.tolist(), found.weights.tolist(), arrays))
    infos = zip(
        found.terms,
        blocks.tolist(),
        np.add.reduceat(found.weights, starts, dtype=np.float64).tolist(),
        found.counts.tolist(),
        np.maximum.reduceat(found.weights, starts).tolist(),
        found.numbers[starts].tolist(),
        found.numbers[ends - 1].tolist(),
        strict=True,
    )
    return _lay_out(infos, pieces)


def term_info(info: tuple[Any, ...], base: int) -> bytes:
    """Return what Whoosh keeps of a term whose places count from ``base``."""
    weight, count, greatest, first, last, place, length = info
    return _TERM_INFO.pack(
        0, weight, count, 0, 0, greatest, first, last, base + place, length
    )


def _blocks(steps: list[int], weights: list[float], arrays: Any) -> Any:
    """Yield each block without its length."""
    for start, end, last, least, most in arrays:
        kept: Any = weights[start] if least == most else tuple(weights[start:end])
        if kept == 1.0:
            kept = None
        data = pickle.dumps((tuple(steps[start:end]), kept, None), 2)
        compression = COMPRESSION if len(data) > SHORT else 0
        if compression:
            data = zlib.compress(data, compression)
        yield pickle.dumps((end - start, last, most, compression, 0, 0), 2) + data


def _lay_out(infos: Any, pieces: list[bytes]) -> Encoded:
    out, terms = [], []
    place = at = 0
    for term, blocks, *info in infos:
        start = place
        out.append(WHOOSH3_HEADER_MAGIC)
        place += len(WHOOSH3_HEADER_MAGIC)
        for number in range(at, at + blocks):
            piece = pieces[number]
            # A negative length marks the last block of a term.
            last = number == at + blocks - 1
            out += (_BLOCK_LENGTH.pack(-len(piece) if last else len(piece)), piece)
            place += _BLOCK_LENGTH.size + len(piece)
        at += blocks
        terms.append((term, (*info, start, place - start)))
    return Encoded(b"".join(out), terms)

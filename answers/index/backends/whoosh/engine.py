"""The embedded engine: Whoosh keeps the files, numpy scores what they hold."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from answers.index.backends.whoosh.build import fill
from answers.index.backends.whoosh.state import States
from answers.index.backends.whoosh.storage import (
    Folder,
    create_index,
    merge_small,
    open_writer,
)
from answers.index.documents import own_terms
from answers.index.neighbours import Neighbours, Signatures, load_neighbours
from answers.index.ranking import rank, titles_by_sound
from answers.index.schema import make_codec, make_row, schema_fingerprint
from answers.lib.errors import AnswersError, IndexUnavailableError

if TYPE_CHECKING:
    from answers.index.snapshot import Snapshot
    from answers.index.types import Document, Query, Results

logger = logging.getLogger(__name__)

# What the system answers to an offset that was read from a garbled file.
GARBLED = {errno.EINVAL, errno.EOVERFLOW}
WRITE_WAIT_SECONDS = 2.0
REBUILD_WAIT_SECONDS = 0.5

OVERLAY_CACHE_BYTES = 1 << 20  # for the few documents of an overlay


@dataclass(frozen=True, slots=True)
class Overlay:
    """A state of the index that was never written; see ``Engine.overlay``."""

    snapshot: Snapshot

    def search(self, query: Query) -> Results:
        with _readable():
            return rank(self.snapshot, query)


class WhooshEngine:
    """One index in one folder, for any number of threads and processes."""

    def __init__(self, url: str, cache_bytes: int = 128 << 20) -> None:
        root = Path(unquote(urlsplit(url).path))
        self._folder = Folder(root, schema_fingerprint())
        self._states = States(self._folder.path, cache_bytes)

    def search(self, query: Query) -> Results:
        with _readable():
            return rank(self._states.latest(), query)

    def contents(self) -> Mapping[int, tuple[int, str]]:
        with _readable():
            return self._states.latest().contents()

    def revisions(self) -> Mapping[int, int]:
        with _readable():
            return self._states.latest().revisions()

    def related(self, pk: int, limit: int) -> list[int]:
        with _readable():
            return self._states.latest().related(pk, limit)

    def vocabulary(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        with _readable():
            return self._states.latest().vocabulary(prefix, limit)

    def find_by_sound(self, query: Query) -> list[int]:
        with _readable():
            return titles_by_sound(self._states.latest(), query)

    def write(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        rows = {document.pk: make_row(document) for document in documents}
        replaced = np.array(sorted({*rows, *gone}), np.int64)
        if not len(replaced):
            return
        with _storable(), self._folder.locked(WRITE_WAIT_SECONDS):
            with _readable():
                snapshot = self._states.latest()
            columns = {s.file.name: s.columns["pk"] for s in snapshot.segments}
            with open_writer(self._folder.path, merge_small, make_codec()) as writer:
                for segment in writer.segments:
                    pks = columns[segment.segment_id()]
                    for number in np.flatnonzero(np.isin(pks, replaced)).tolist():
                        segment.delete_document(number)
                for row in rows.values():
                    writer.add_document(**row)
                near = self._neighbours_with(rows.values(), replaced)
                near.save(self._folder.path)

    @contextmanager
    def overlay(
        self, documents: Iterable[Document], gone: Iterable[int] = ()
    ) -> Iterator[Overlay]:
        fresh = {document.pk: document for document in documents}
        replaced = np.array(sorted({*fresh, *gone}), np.int64)
        with _storable(), TemporaryDirectory(prefix="dayi-overlay-") as folder:
            with _readable():
                side = Path(folder)
                create_index(side)
                fill(side, fresh.values(), workers=0)
                segments = States(side, OVERLAY_CACHE_BYTES).fresh().segments
                near = self._neighbours_with(map(make_row, fresh.values()), replaced)
                overlay = Overlay(self._states.changed(segments, replaced, near))
            yield overlay

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._folder.locked(REBUILD_WAIT_SECONDS):
            self._folder.remove_leftovers()
            if self._is_intact():
                return fill(self._folder.path, documents)
            build = self._folder.new_build()
            create_index(build)
            count = fill(build, documents)
            self._folder.swap_in(build)
            return count

    def _neighbours_with(
        self, rows: Iterable[Mapping[str, Any]], replaced: NDArray[np.int64]
    ) -> Neighbours:
        signatures = Signatures()
        for row in rows:
            signatures.add(row["pk"], own_terms(row["body"]))
        return load_neighbours(self._folder.path).updated(signatures, replaced)

    def _is_intact(self) -> bool:
        """Return whether there is an index whose files can all be read.

        Raises IndexUnavailableError where that is unknown: a full table of open
        files or a missing right says nothing about what is in the files.
        """
        try:
            for segment in self._states.fresh().segments:
                segment.file.verify()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        except (OSError, MemoryError) as error:
            if getattr(error, "errno", 0) in GARBLED:
                return False
            raise _unavailable(error) from error
        except Exception:  # noqa: BLE001  Whoosh and pickle raise anything
            return False
        return True


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what reading a missing or broken index raises into IndexUnavailableError."""
    try:
        yield
    except AnswersError:
        raise
    except FileNotFoundError as error:
        raise _unavailable(error) from error
    except Exception as error:
        # Whoosh and pickle raise anything, down to a bare Exception.
        logger.exception("index.unreadable")
        raise _unavailable(error) from error


@contextmanager
def _storable() -> Iterator[None]:
    """Turn a full disk or a missing right into IndexUnavailableError."""
    try:
        yield
    except OSError as error:
        raise _unavailable(error) from error


def _unavailable(error: BaseException) -> IndexUnavailableError:
    reason = str(error) if isinstance(error, OSError) else type(error).__name__
    message = (
        "The search index is missing or cannot be used; look at the disk, then run "
        "`manage.py index --rebuild`."
    )
    return IndexUnavailableError(message, reason=reason)

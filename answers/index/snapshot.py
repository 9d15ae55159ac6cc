"""Snapshot: one state of the index in memory, immutable, shared by all threads."""

from __future__ import annotations

import json
from collections import Counter
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from answers.index import scoring
from answers.index.documents import HEAD, MARKS, SYMPTOM
from answers.index.facets import Facet, join_facets, make_facet
from answers.index.neighbours import Neighbours, by_rank, no_neighbours
from answers.index.postings import LRU, Postings, SegmentFile
from answers.index.schema import COLUMNS, FACETS, FINGERPRINT_BYTES
from answers.index.scoring import Floats, Impacts, Ranks
from answers.index.vocabulary import Vocabulary, is_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NOTHING = Impacts(np.empty(0, np.int64), np.empty(0, np.float32), None, 0.0)


class Segment:
    """The columns of one segment and its facets; immutable, so kept across states."""

    def __init__(self, file: SegmentFile) -> None:
        self.file = file
        self.columns = {
            name: file.column(name, ">" + code) for name, code in COLUMNS.items()
        }

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The facets, by the document numbers of this segment."""
        rows = [json.loads(blob) for blob in self.file.blobs("facets")]
        return {
            name: make_facet([row[place] for row in rows])
            for place, name in enumerate(FACETS)
        }

    @cached_property
    def words(self) -> dict[str, int]:
        """Words of Latin letters, and in how many documents each is."""
        return {
            info.term: info.frequency
            for info in self.file.terms("a", until="{")
            if is_word(info.term)
        }


class Snapshot:
    """All live documents of some segments; document 0 is the one with the highest pk.

    Documents are numbered ("rank") by descending pk: so equal scores come out newest
    first, and a result does not depend on how documents are spread over segments.
    """

    def __init__(
        self,
        segments: Sequence[tuple[Segment, NDArray[np.int64]]],
        raw: LRU[Postings],
        limit: int,
        neighbours: Neighbours | None = None,
    ) -> None:
        self.segments = [segment for segment, _ in segments]
        self._raw = raw
        self._impacts: LRU[Impacts] = LRU(limit)
        self._ranks = self._number(segments)
        self.pks = self._column("pk").astype(np.int64)
        self.days = self._column("day").astype(np.int32)
        self.total = len(self.pks)
        internal = self._column("internal").astype(np.bool_)
        self.public = ~internal
        self.has_internal = bool(internal.any())
        self._norms = scoring.length_norms(self._column("length").astype(np.float32))
        self._head_norms = scoring.length_norms(
            self._column("head").astype(np.float32), scoring.HEAD_K1, scoring.HEAD_B
        )
        self._neighbours = neighbours or no_neighbours()

    def _number(
        self, segments: Sequence[tuple[Segment, NDArray[np.int64]]]
    ) -> list[Ranks]:
        """Return for each segment the rank of its documents, -1 for deleted ones."""
        alive = [np.ones(s.file.size, np.bool_) for s, _ in segments]
        for mask, (_, deleted) in zip(alive, segments, strict=True):
            mask[deleted] = False
        if not alive:
            return []
        pks = np.concatenate([s.columns["pk"] for s, _ in segments])
        living = np.flatnonzero(np.concatenate(alive))
        ranks = np.full(len(pks), -1, np.int64)
        ranks[living[np.argsort(-pks[living].astype(np.int64))]] = np.arange(
            len(living)
        )
        return np.split(ranks, np.cumsum([s.file.size for s, _ in segments])[:-1])

    def _column(self, name: str) -> NDArray[Any]:
        parts = [segment.columns[name] for segment in self.segments]
        return self._place(parts, ">" + COLUMNS[name])

    def _place(self, parts: Sequence[NDArray[Any]], kind: str) -> NDArray[Any]:
        """Bring the rows of all segments into the order of ranks."""
        if not parts:
            return np.empty(0, kind)
        ranks, rows = np.concatenate(self._ranks), np.concatenate(parts)
        placed = np.empty(int(ranks.max(initial=-1)) + 1, rows.dtype)
        placed[ranks[ranks >= 0]] = rows[ranks >= 0]
        return placed

    def parts(self) -> list[tuple[Segment, Ranks]]:
        """Return each segment with the ranks of its documents, -1 for deleted ones."""
        return list(zip(self.segments, self._ranks, strict=True))

    # ------------------------------------------------------------- terms
    def impacts(self, term: str) -> Impacts:
        """Return the impacts of ``term``: what it adds to each document's score."""
        found = self._impacts.get(term)
        if found is None:
            ranks, weights = self._postings(term)
            found = self._weigh(term, ranks, weights) if len(ranks) else NOTHING
            self._impacts.put(term, found, found.size)
        return found

    def _weigh(self, term: str, ranks: Ranks, weights: Floats) -> Impacts:
        if term.startswith(SYMPTOM):
            return scoring.make_symptom_impacts(ranks, weights, self.total)
        if term.startswith(HEAD):
            return scoring.make_impacts(
                ranks, weights, self._head_norms, scoring.HEAD_K1
            )
        return scoring.make_impacts(ranks, weights, self._norms, scoring.K1)

    def _postings(self, term: str) -> tuple[Ranks, Floats]:
        all_ranks, all_weights = [NOTHING.ranks], [NOTHING.values]
        for segment, ranks in self.parts():
            numbers, weights = self._segment_postings(segment.file, term)
            places = ranks[numbers]
            living = places >= 0
            all_ranks.append(places[living])
            all_weights.append(weights[living])
        return np.concatenate(all_ranks), np.concatenate(all_weights)

    def _segment_postings(self, file: SegmentFile, term: str) -> Postings:
        key = (file.name, term)
        found = self._raw.get(key)
        if found is None:
            found = file.postings(term) or (
                np.empty(0, np.int32),
                NOTHING.values,
            )
            self._raw.put(key, found, found[0].nbytes + found[1].nbytes + 300)
        return found

    def vocabulary(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return words of public documents, the most frequent first.

        Frequencies count deleted and internal documents, too; whether a word is
        returned at all depends on public ones alone.
        """
        counts: Counter[str] = Counter()
        public_terms: set[str] = set()
        # The last entry is for -1, the rank of a deleted document.
        is_public = np.append(self.public, np.False_)
        for segment, ranks in self.parts():
            public = is_public[ranks]
            for term, frequency, ends in segment.file.terms(prefix):
                if term.startswith(MARKS):
                    continue
                counts[term] += frequency
                if public[ends[0]] or public[ends[1]]:
                    public_terms.add(term)
        words = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        public_words = (
            w for w in words if w[0] in public_terms or self._is_public(w[0])
        )
        return list(islice(public_words, max(limit, 0)))

    def _is_public(self, term: str) -> bool:
        ranks, _ = self._postings(term)
        return bool(self.public[ranks].any())

    # ------------------------------------------------------------- facets
    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The facets of all segments, by rank."""
        return {
            name: join_facets([s.facets[name] for s in self.segments], self._ranks)
            for name in FACETS
        }

    @cached_property
    def months(self) -> Ranks:
        """The month of each document, counted from January 1970."""
        return self.days.astype("M8[D]").astype("M8[M]").astype(np.int64)

    # ------------------------------------------------------------- neighbours
    @cached_property
    def near(self) -> tuple[Ranks, Floats]:
        """The ranks of the neighbours and their shares, a row a document."""
        return by_rank(self._neighbours, self.pks)

    def related(self, pk: int, limit: int) -> list[int]:
        """Return the pks of a document's neighbours, the nearest first."""
        rows = np.flatnonzero(self.pks == pk)
        if not len(rows):
            return []
        ranks, shares = (values[rows[0]] for values in self.near)
        order = np.argsort(-shares, kind="stable")
        return [int(self.pks[ranks[at]]) for at in order[:limit] if shares[at] > 0]

    # ------------------------------------------------------------- words
    @cached_property
    def sounds(self) -> tuple[str, list[int]]:
        """The pinyin of all titles, a line a document, and where each line starts."""
        parts = [
            np.array([*s.file.blobs("sounds"), b""], object) for s in self.segments
        ]
        lines = [b.decode() for b in self._place([p[:-1] for p in parts], "O")]
        starts = np.cumsum([0, *(len(line) + 1 for line in lines)]).tolist()
        return "\n".join(lines), starts[: len(lines)]

    @cached_property
    def words(self) -> Vocabulary:
        """The words that a mistyped one is corrected to."""
        return Vocabulary([segment.words for segment in self.segments])

    # ------------------------------------------------------------- contents
    def revisions(self) -> dict[int, int]:
        revisions = self._column("revision")
        return dict(zip(self.pks.tolist(), revisions.tolist(), strict=True))

    def contents(self) -> dict[int, tuple[int, str]]:
        kind = f"S{FINGERPRINT_BYTES}"
        parts = [segment.file.column("fp", kind) for segment in self.segments]
        fingerprints = self._place(parts, kind).astype("U").tolist()
        pairs = zip(self.revisions().items(), fingerprints, strict=True)
        return {pk: (revision, fp) for (pk, revision), fp in pairs}

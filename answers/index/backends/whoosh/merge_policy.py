"""Which segments a commit puts together: few files for readers, little work a write."""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader

MAX_SEGMENTS = 8
# Documents; a merge costs some milliseconds for each, inside somebody's request.
TOO_BIG = 1000


def merge_some(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge policy for Whoosh: return what stays as it is.

    A segment without a living document goes. When there are too many small ones, the
    smallest are merged as long as the next is not much larger than they are together,
    so that each document is rewritten a logarithmic number of times.
    """
    living = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in living if segment.doc_count() <= TOO_BIG]
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

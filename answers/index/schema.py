"""Schema: postings of one weighted field, and columns, as Whoosh stores them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import (
    Column,
    FixedBytesColumn,
    NumericColumn,
    VarBytesColumn,
)
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence

from answers.index.documents import (
    FIELD_WEIGHTS,
    GENERATION,
    document_fingerprint,
    head_terms,
    symptom_terms,
    term_weights,
)
from answers.lib.fingerprints import fingerprint
from answers.text.pinyin import spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from answers.index.types import Document

BODY = "body"
FACETS = ("product", "category", "tag", "symptom")
# Larger blocks than Whoosh's 128: each is unpickled and copied to numpy as a whole.
BLOCK_POSTINGS = 4096
COMPRESSION = 1


class WeightsField(FieldType):  # type: ignore[misc]
    """Indexes a ready ``{term: weight}``; Whoosh analyses and scores nothing."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None, scorable=False)

    def index(
        self, value: Mapping[str, float], **kwargs: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


class ColumnField(FieldType):  # type: ignore[misc]
    """One value a document, in a column that is read as a whole."""

    indexed = False

    def __init__(self, column: Column) -> None:
        super().__init__(format=None, analyzer=None, sortable=column)

    def to_column_value(self, value: Any) -> Any:
        return value

    def from_column_value(self, value: Any) -> Any:
        return value


COLUMNS = {
    "pk": "q",
    "revision": "q",
    "day": "i",
    "length": "f",
    "head": "f",
    "internal": "b",
}
FINGERPRINT_BYTES = 24


def make_schema() -> Schema:
    """Return the schema; made anew, because Whoosh changes what it is given."""
    columns = {name: ColumnField(NumericColumn(code)) for name, code in COLUMNS.items()}
    return Schema(
        body=WeightsField(),
        fp=ColumnField(FixedBytesColumn(FINGERPRINT_BYTES)),
        facets=ColumnField(VarBytesColumn()),
        sounds=ColumnField(VarBytesColumn()),
        **columns,
    )


def make_codec() -> W3Codec:
    """Return the codec for writing; a segment is read with the codec pickled in it."""
    codec = W3Codec(blocklimit=BLOCK_POSTINGS, compression=COMPRESSION)
    # Lengths are in a column of ours; Whoosh would look for its own on the disk,
    # once for each posting.
    codec.length_stats = False
    return codec


def schema_fingerprint() -> str:
    """Return the name of the folder that this code reads and writes."""
    return fingerprint(
        "whoosh", GENERATION, FIELD_WEIGHTS, COLUMNS, FACETS, FINGERPRINT_BYTES
    )[:12]


def make_row(document: Document) -> dict[str, Any]:
    """Return the fields of one document by name, as the schema takes them."""
    weights, head = term_weights(document), head_terms(document)
    symptoms = [slug for slug, _ in document.symptoms]
    facets = ([document.product], [document.category], document.tag_slugs, symptoms)
    return {
        "body": weights | head | symptom_terms(document),
        "pk": document.pk,
        "revision": document.revision,
        "day": document.day,
        "length": sum(weights.values()),
        "head": len(head),
        "internal": int(document.internal),
        "fp": document_fingerprint(document).encode(),
        "sounds": spell(document.title).encode(),
        "facets": json.dumps(facets).encode(),
    }

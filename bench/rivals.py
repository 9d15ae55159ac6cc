"""The engines side by side: each is given the same tokens and returns ten numbers."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import tantivy
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Frequency
from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.system import pack_uint

from answers.index import (
    FIELD_WEIGHTS,
    Document,
    Query,
    analyse,
    make_glossary,
    query_terms,
)
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.symptoms import recognise
from answers.text.glossary import parse_glossary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.material import Page

TOP = 10


class Rival(Protocol):
    """An engine over pages 0 to n."""

    def build(self, pages: list[Page], folder: Path) -> None:
        """Index all pages."""

    def search(self, text: str) -> list[int]:
        """Return the numbers of the ten best pages."""


def tokens(page: Page) -> dict[str, list[str]]:
    """Return the tokens of each field, the same for every engine."""
    return {
        name: analyse(value if isinstance(value, str) else "\n".join(value))
        for name in FIELD_WEIGHTS
        for value in [getattr(page, name)]
    }


def read_glossary() -> list[tuple[str, ...]]:
    """Return the groups of the glossary that comes with the seeds."""
    path = Path(__file__).resolve().parent.parent / "seeds" / "_glossary.txt"
    return [line.words for line in parse_glossary(path.read_bytes()) if line.words]


def symptoms(*texts: str) -> tuple[tuple[str, float], ...]:
    """Return what is observable in texts, as the index is told of it."""
    return tuple((s.slug, s.weight) for s in recognise("\n".join(texts)))


def documents(pages: list[Page]) -> Iterator[Document]:
    """Yield pages as documents of our index, numbered from 1."""
    for number, page in enumerate(pages, 1):
        yield Document(
            pk=number,
            revision=1,
            title=page.title,
            question=page.question,
            answer=page.answer,
            description=page.description,
            tags=page.tags,
            tag_slugs=page.tags,
            product="nacos",
            category="expert",
            symptoms=symptoms(page.title, page.question, page.answer),
        )


class Ours:
    """All of what the product uses: repair, synonyms, symptoms, neighbours."""

    facets = False
    exact = False
    glossary = make_glossary(read_glossary())

    def build(self, pages: list[Page], folder: Path) -> None:
        self.engine = WhooshEngine(f"whoosh://{folder}", 512 << 20)
        self.engine.rebuild(documents(pages))

    def search(self, text: str) -> list[int]:
        query = Query(
            text,
            limit=TOP,
            facets=self.facets,
            glossary=self.glossary,
            exact=self.exact,
            symptoms=() if self.exact else symptoms(text),
        )
        found = self.engine.search(query)
        return [hit.pk - 1 for hit in found.hits]


class OursWithFacets(Ours):
    """The same index, asked as a page asks it: with counts by product and tag."""

    facets = True

    def __init__(self, ours: Ours) -> None:
        self.engine = ours.engine


class OursAsTyped(OursWithFacets):
    """The same index, asked for the very words, as the others are."""

    facets = False
    exact = True
    glossary = make_glossary([])


class CountedField(FieldType):  # type: ignore[misc]
    """Ready ``{term: weight}``, with the lengths Whoosh's own scoring needs."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=True)

    def index(self, value: dict[str, int], **kwargs: Any) -> Any:
        for term, weight in value.items():
            yield term.encode(), weight, float(weight), pack_uint(weight)


class PlainWhoosh:
    """Whoosh as it comes: BM25F over one combined field, weights in the index."""

    def build(self, pages: list[Page], folder: Path) -> None:
        schema = Schema(body=CountedField(), pk=STORED)
        index = FileStorage(str(folder)).create_index(schema)
        with index.writer(limitmb=256) as writer:
            for number, page in enumerate(pages):
                weights: Counter[str] = Counter()
                for name, terms in tokens(page).items():
                    for term in terms:
                        weights[term] += FIELD_WEIGHTS[name]
                writer.add_document(body=weights, pk=number)
        self.searcher = index.searcher(weighting=BM25F())

    def search(self, text: str) -> list[int]:
        query = Or([Term("body", term) for term in query_terms(text)])
        return [hit["pk"] for hit in self.searcher.search(query, limit=TOP)]


class Fts5:
    """SQLite FTS5 over five weighted columns of tokens, each spelt in hexadecimal."""

    def build(self, pages: list[Page], folder: Path) -> None:
        self.db = sqlite3.connect(folder / "fts5.sqlite3")
        names = ", ".join(FIELD_WEIGHTS)
        self.db.execute(
            f"CREATE VIRTUAL TABLE page USING fts5({names}, tokenize='ascii')"
        )
        marks = ", ".join("?" * (len(FIELD_WEIGHTS) + 1))
        self.db.executemany(
            f"INSERT INTO page (rowid, {names}) VALUES ({marks})",
            (
                (
                    number,
                    *(" ".join(map(_hex, terms)) for terms in tokens(page).values()),
                )
                for number, page in enumerate(pages)
            ),
        )
        self.db.execute("INSERT INTO page (page) VALUES ('optimize')")
        self.db.commit()
        weights = ", ".join(map(str, FIELD_WEIGHTS.values()))
        self.sql = (
            f"SELECT rowid FROM page WHERE page MATCH ? "
            f"ORDER BY bm25(page, {weights}) LIMIT {TOP}"
        )

    def search(self, text: str) -> list[int]:
        match = " OR ".join(map(_hex, query_terms(text)))
        return [row[0] for row in self.db.execute(self.sql, (match,))]


def _spelt(page: Page) -> list[str]:
    return [" ".join(map(_hex, terms)) for terms in tokens(page).values()]


def _hex(term: str) -> str:
    return "h" + term.encode().hex()


class Tantivy:
    """tantivy over five fields of tokens, boosted when asked."""

    def build(self, pages: list[Page], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("pk", stored=True)
        for name in FIELD_WEIGHTS:
            builder.add_text_field(name, tokenizer_name="spaces", index_option="freq")
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("spaces", spaces)
        writer = self.index.writer(heap_size=256 << 20, num_threads=1)
        for number, page in enumerate(pages):
            fields = {name: " ".join(terms) for name, terms in tokens(page).items()}
            writer.add_document(tantivy.Document(pk=number, **fields))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, text: str) -> list[int]:
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self.schema, name, term, "freq"),
                    float(weight),
                ),
            )
            for term in query_terms(text)
            for name, weight in FIELD_WEIGHTS.items()
        ]
        query = tantivy.Query.boolean_query(clauses)
        hits = self.searcher.search(query, TOP, count=False).hits
        return [self.searcher.doc(address)["pk"][0] for _, address in hits]

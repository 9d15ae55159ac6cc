"""Types of the index: documents, queries, results, and what an engine can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from answers.index.glossary import Glossary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

Sort = Literal["relevance", "date"]
NO_GLOSSARY = Glossary()


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one article."""

    pk: int
    revision: int
    title: str
    question: str
    answer: str
    description: str = ""
    tags: tuple[str, ...] = ()
    product: str = ""
    category: str = ""
    tag_slugs: tuple[str, ...] = ()
    day: int = 0  # days since 1970-01-01, 0 where there is no date
    internal: bool = False
    symptoms: tuple[tuple[str, float], ...] = ()  # slug and weight in this article


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the index.

    Filters name slugs; an empty one filters nothing. Several ``tags`` must all match,
    and so must several in ``symptom_filter``. ``products``, where there are any, are
    the only ones that may be found. ``since`` and ``until`` are days since 1970-01-01,
    both included. ``exclude`` is the pk of an article that is not found. ``symptoms``
    are those recognised in the text, slug and weight. ``vote_factors`` multiply scores,
    by pk; a missing one is 1.
    """

    text: str
    limit: int = 10
    offset: int = 0
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    symptom_filter: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    internal: bool = False
    products: tuple[str, ...] = ()
    sort: Sort = "relevance"
    exclude: int | None = None
    facets: bool = True
    glossary: Glossary = NO_GLOSSARY
    exact: bool = False  # take every word as it was typed
    symptoms: tuple[tuple[str, float], ...] = ()
    vote_factors: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One proposed article, and which terms of the query it holds.

    ``matched`` has the heaviest term first. ``score`` orders the hits of one query, the
    best at about 1 to 2. ``coverage`` (0 to 1) is how much of the query's weight the
    article holds; it can be compared between queries.
    """

    pk: int
    score: float
    matched: tuple[str, ...] = ()
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, how many there are in all, and counts by facet value.

    ``terms`` are the words the query was read as, for highlighting; ``weights`` says
    how much each of them counts that the index knows, rare ones more. ``facets`` maps
    ``product``, ``tag``, ``category`` and ``symptom`` to counts by slug, the 100 most
    frequent of each, and ``date`` to counts by year: how many hits there would be if
    that value was chosen.
    """

    total: int
    hits: tuple[Hit, ...]
    terms: tuple[str, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


class Searcher(Protocol):
    """Whatever answers queries: an engine, or an overlay over one."""

    def search(self, query: Query) -> Results:
        """Return the best hits. Raises IndexUnavailableError."""


class Engine(Searcher, Protocol):
    """A search backend. Any number of threads and processes may use one."""

    def overlay(
        self, documents: Iterable[Document], gone: Iterable[int] = ()
    ) -> AbstractContextManager[Searcher]:
        """Return the index as it would be after such a ``write``, without writing.

        Raises IndexUnavailableError.
        """

    def write(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        """Add or replace documents and drop ``gone``, in one commit.

        Raises IndexBusyError or IndexUnavailableError; then nothing was written.
        """

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replace the whole index in one commit; return how many it now holds.

        Readers keep the old one until the commit. What cannot be read is moved
        aside, never deleted. Raises IndexBusyError.
        """

    def contents(self) -> Mapping[int, tuple[int, str]]:
        """Return revision and fingerprint of each document, by article pk.

        Raises IndexUnavailableError.
        """

    def revisions(self) -> Mapping[int, int]:
        """Return the revision of each document by article pk, cheaply.

        Raises IndexUnavailableError.
        """

    def related(self, pk: int, limit: int) -> list[int]:
        """Return the pks of articles that say the same as ``pk``, the nearest first.

        Raises IndexUnavailableError.
        """

    def vocabulary(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return indexed words starting with ``prefix``, most frequent first."""

    def find_by_sound(self, query: Query) -> list[int]:
        """Return the pks of titles that are pronounced as the query's text, best first.

        The text is pinyin or its initials. Raises IndexUnavailableError.
        """

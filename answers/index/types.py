"""What goes into the search room and what comes out: frozen values, no engine."""

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
    """What the index is told of one article."""

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

    Filters name slugs; an empty one filters nothing. Several tags must all match, and
    so must several ``shown`` symptoms; of several ``products``, the only ones the asker
    may see, one. ``since`` and ``until`` are days, both included.
    ``exclude`` is left out of the hits; ``glossary`` holds words that mean the same.
    ``symptoms`` are those of the text, by slug with how much each tells; ``standing``
    is what a score is multiplied by, by pk, where that is not 1.
    """

    text: str
    limit: int = 10
    offset: int = 0
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
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
    standing: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One proposed article: ``matched`` holds the query's terms found in it.

    The heaviest term comes first. ``score`` orders the hits of one query, the best at
    about 1 to 2. ``coverage`` can be compared between queries: how much of what the
    query asks for the article holds, 0 to 1.
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
    """Whatever can be asked a question."""

    def search(self, query: Query) -> Results:
        """Return the best hits. Raises IndexUnavailableError."""


class Engine(Searcher, Protocol):
    """The door every search backend stands behind."""

    def overlay(
        self, documents: Iterable[Document], gone: Iterable[int] = ()
    ) -> AbstractContextManager[Searcher]:
        """Return the index as it would be after this ``write``; nothing is written.

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
        """Return the articles that say the same as one, the nearest first.

        Raises IndexUnavailableError.
        """

    def vocabulary(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return indexed words starting with ``prefix``, most frequent first."""

    def sounding(self, query: Query) -> list[int]:
        """Return the articles whose titles sound as the query's letters, best first.

        Its text is pinyin or the initials of it. Raises IndexUnavailableError.
        """

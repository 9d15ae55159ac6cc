"""What ingest reads, decides and reports: frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from answers.lib.fingerprints import fingerprint


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it lies on disk: ``path`` is its place below the folder's name."""

    root: str
    path: str
    data: bytes = field(repr=False)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not go in: where, why, and what to do about it."""

    path: str
    message: str
    line: int | None = None
    code: str = "broken"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not meant to go in, and the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """One line under 参考链接."""

    text: str
    url: str = ""
    expert: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the form that a revision stores."""
        return {"text": self.text, "url": self.url, "expert": self.expert}


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """What one file says.

    ``product`` is what its front matter names, ``product_of_name`` what the file's
    name does; ``extra`` holds the front-matter keys that have no column, as they are.
    """

    key: str
    title: str
    question: str
    answer: str
    description: str = ""
    category: str = ""
    date: dt.date | None = None
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    references: tuple[ParsedReference, ...] = ()
    feedback_number: int | None = None
    product: str = ""
    product_of_name: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def content(self) -> tuple[object, ...]:
        """Return what makes two states of an article differ for a reader."""
        return (
            self.title,
            self.question,
            self.answer,
            self.description,
            self.category,
            str(self.date or ""),
            list(self.tags),
            list(self.keywords),
            [reference.as_json() for reference in self.references],
            dict(self.extra),
        )

    def fingerprint(self) -> str:
        """Return the fingerprint by which two states of an article are compared."""
        return fingerprint(*self.content())


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A parsed file with the fingerprint of all that its parsing depended on."""

    raw: RawFile
    fingerprint: str
    article: ParsedArticle

    @property
    def content_fingerprint(self) -> str:
        """The fingerprint of the article as this file has it."""
        return self.article.fingerprint()


@dataclass(frozen=True, slots=True)
class Sides:
    """What a merge starts from; without a ``base`` all that differs collides."""

    base: ParsedArticle | None
    ours: ParsedArticle


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What the database knows of an article when a plan is made."""

    pk: int
    edited: bool  # staff changed it since the last ingest
    content_fingerprint: str  # of the current revision
    conflict_fingerprint: str = ""  # of the text that already waits
    retired: bool = False
    pruned: bool = False  # retired because its file had vanished, not by staff
    product: str = ""
    # What a merge starts from; asked for only where staff edited.
    sides: Callable[[], Sides | None] = field(default=lambda: None, repr=False)


@dataclass(frozen=True, slots=True)
class KnownState:
    """What the database knows before an ingest.

    ``sources`` maps a path below this ingest's root to its fingerprint and key;
    ``elsewhere`` holds the keys that another folder has a file for.
    """

    articles: Mapping[str, KnownArticle]
    sources: Mapping[str, tuple[str, str]]
    products: frozenset[str]
    elsewhere: frozenset[str] = frozenset()


Action = Literal[
    "new", "changed", "unchanged", "merged", "conflict", "retired", "restored"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an export says of one file; ``product`` is None where it says nothing."""

    product: str | None = None
    retired: bool = False
    internal: bool = False
    feedback_numbers: tuple[int, ...] = ()
    replaced_by: str = ""  # the key of another article, of a retired one

    def as_json(self) -> dict[str, Any]:
        """Return the entry as it is written, without what is usual."""
        values = {
            "product": self.product,
            "retired": self.retired,
            "replaced_by": self.replaced_by,
            "internal": self.internal,
            "feedback_numbers": list(self.feedback_numbers),
        }
        return {k: v for k, v in values.items() if k == "product" or v}


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of a plan; ``file`` is missing where an article is retired.

    ``product`` is the product's name as it is to be stored, empty for none; ``entry``
    what an export knew of the file.
    """

    action: Action
    key: str
    path: str = ""
    file: ParsedFile | None = None
    product: str = ""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions about one folder, in the order of its files."""

    root: str
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]

    def count(self, action: Action) -> int:
        """Return how many steps take this action."""
        return sum(step.action == action for step in self.steps)

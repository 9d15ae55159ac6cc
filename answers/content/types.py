"""What is read from files: frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from answers.lib.fingerprints import fingerprint


class StoredReference(TypedDict):
    """A reference as a revision stores it."""

    text: str
    url: str
    expert: bool


class OutlineEntry(TypedDict):
    """A heading of an answer as a revision stores it.

    ``level`` (3 to 6) and ``anchor`` are those of the HTML element, ``start`` is the
    offset of the heading in the answer's plain text.
    """

    level: int
    title: str
    anchor: str
    start: int


@dataclass(frozen=True, slots=True)
class RawFile:
    """The bytes of a file; ``path`` is relative to the folder named ``root``."""

    root: str
    path: str
    data: bytes = field(repr=False)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is refused: its path, why, and what to do about it.

    ``line`` is counted from 1; ``code`` is stable, for programs.
    """

    path: str
    message: str
    line: int | None = None
    code: str = "broken"


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that is no article, with the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """One line under 参考链接."""

    text: str
    url: str = ""
    expert: bool = False

    def as_json(self) -> StoredReference:
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
    """A parsed file, with the fingerprint of all that its parsing depended on."""

    raw: RawFile
    fingerprint: str
    article: ParsedArticle

    @property
    def content_fingerprint(self) -> str:
        """The fingerprint of the article as this file has it."""
        return self.article.fingerprint()

"""Merge: three versions of an article, field by field; pure.

The base is the file that came in before, "ours" is what staff made of it, "theirs" is
what comes in now. Texts are merged by lines, labels as sets, every other field as one
value. What both sides changed in different ways is a collision, for people to choose.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from answers.content.parse.references import parse_references, reference_line
from answers.content.types import ParsedArticle, ParsedReference
from answers.lib.errors import InvalidError
from answers.text.merge import Hunk, Lines, Piece, merge_labels, merge_lines

TEXTS = ("question", "answer")
VALUES = ("title", "description", "category", "date")
LABELS = ("tags", "keywords")
OURS, THEIRS, BOTH, EDIT = "ours", "theirs", "both", "edit"


@dataclass(frozen=True, slots=True)
class Sides:
    """The base and our version; without a ``base`` every difference collides."""

    base: ParsedArticle | None
    ours: ParsedArticle


@dataclass(frozen=True, slots=True)
class Collision:
    """One collision; ``name`` is the same whenever the same three texts are merged."""

    name: str
    field: str
    hunk: Hunk

    @property
    def is_text(self) -> bool:
        """Whether both sides can be taken, one after the other."""
        return self.field in (*TEXTS, "references")

    @staticmethod
    def words(side: Lines) -> list[str]:
        """Return one side as lines of text."""
        return [_word(line) for line in side]


@dataclass(frozen=True, slots=True)
class Choice:
    """A side to take: ours, theirs, both, or edit, which takes ``text``."""

    take: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged pieces and collisions of every field."""

    theirs: ParsedArticle
    pieces: Mapping[str, tuple[Piece, ...]]
    labels: Mapping[str, tuple[str, ...]]

    @property
    def collisions(self) -> tuple[Collision, ...]:
        """The places to choose at, in the order of the fields."""
        return tuple(self._collisions())

    def _collisions(self) -> Iterator[Collision]:
        for field, pieces in self.pieces.items():
            hunks = [piece for piece in pieces if isinstance(piece, Hunk)]
            for number, hunk in enumerate(hunks, 1):
                yield Collision(f"{field}-{number}", field, hunk)

    def settled(self, choices: Mapping[str, Choice] | Choice) -> ParsedArticle:
        """Return the merged article; it has the key of theirs.

        ``choices`` are by the names of the collisions, or one for all of them. Raises
        InvalidError where a choice is missing, or where no article is left.
        """
        one = choices if isinstance(choices, Choice) else None
        named = {} if isinstance(choices, Choice) else choices
        chosen = {
            collision.name: _lines_of_choice(
                collision, one or named.get(collision.name)
            )
            for collision in self.collisions
        }
        values: dict[str, tuple[Any, ...]] = {}
        for field, pieces in self.pieces.items():
            number = 0
            lines: list[Any] = []
            for piece in pieces:
                if isinstance(piece, Hunk):
                    number += 1
                    lines += chosen[f"{field}-{number}"]
                else:
                    lines += piece
            values[field] = tuple(lines)
        return _article(self.theirs, values, self.labels)


def merge_articles(sides: Sides, theirs: ParsedArticle) -> Merge:
    """Merge an incoming article with ours."""
    base, ours = sides.base, sides.ours
    pieces: dict[str, tuple[Piece, ...]] = {}
    for field in (*VALUES, *TEXTS, "references"):
        old = _lines(base, field) if base else ()
        pieces[field] = merge_lines(old, _lines(ours, field), _lines(theirs, field))
    before = base.extra if base else {}
    for key in dict.fromkeys([*ours.extra, *theirs.extra, *before]):
        sets = (before, ours.extra, theirs.extra)
        pieces[f"extra.{key}"] = merge_lines(*(_extra(one, key) for one in sets))
    labels = {
        field: merge_labels(
            getattr(base, field) if base else (),
            getattr(ours, field),
            getattr(theirs, field),
        )
        for field in LABELS
    }
    return Merge(theirs, pieces, labels)


class _Value:
    """A value of front matter, compared and hashed by its ``repr``."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Value) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash(repr(self.value))

    def __str__(self) -> str:
        return str(self.value)


def _word(line: Any) -> str:
    if isinstance(line, ParsedReference):
        return reference_line(line.as_json())
    return "" if line is None else str(line)


def _extra(extra: Mapping[str, Any], key: str) -> tuple[_Value, ...]:
    return (_Value(extra[key]),) if key in extra else ()


def _lines(article: ParsedArticle, field: str) -> tuple[Any, ...]:
    value = getattr(article, field)
    if field in TEXTS:
        return tuple(value.split("\n"))
    return value if field == "references" else (value,)


def _lines_of_choice(collision: Collision, choice: Choice | None) -> tuple[Any, ...]:
    hunk = collision.hunk
    if choice is None or choice.take not in (OURS, THEIRS, BOTH, EDIT):
        msg = f"nothing is chosen for {collision.name}: take ours, theirs, both or edit"
        raise InvalidError(msg, field=collision.name)
    if choice.take == EDIT:
        return _typed(collision, choice.text)
    if choice.take == BOTH and collision.is_text:
        return (*hunk.ours, *hunk.theirs)
    return hunk.theirs if choice.take == THEIRS else hunk.ours


def _typed(collision: Collision, text: str) -> tuple[Any, ...]:
    """Return what somebody wrote in place of both sides."""
    text = text.replace("\r\n", "\n")
    if collision.field in TEXTS:
        return tuple(text.split("\n"))
    if collision.field == "references":
        return parse_references(text)
    if collision.field.startswith("extra."):
        return (_Value(text.strip()),)
    if collision.field == "date":
        return (_day(text.strip(), collision.name),)
    return (" ".join(text.split()),)


def _day(text: str, name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        msg = "that is no date: write 2024-09-26"
        raise InvalidError(msg, field=name) from error


def _article(
    theirs: ParsedArticle,
    values: Mapping[str, tuple[Any, ...]],
    labels: Mapping[str, tuple[str, ...]],
) -> ParsedArticle:
    texts = {field: "\n".join(values[field]) for field in TEXTS}
    single = {f: values[f][0] if values[f] else getattr(theirs, f) for f in VALUES}
    extra = {
        field.removeprefix("extra."): lines[0].value
        for field, lines in values.items()
        if field.startswith("extra.") and lines
    }
    for field, text in (*texts.items(), ("title", single["title"])):
        if field != "question" and not str(text).strip():
            msg = f"the {field} would be empty: choose a side that has one"
            raise InvalidError(msg, field=field)
    return dataclasses.replace(
        theirs,
        **single,
        tags=labels["tags"],
        keywords=labels["keywords"],
        question=texts["question"].strip() or single["title"],
        answer=texts["answer"].strip("\n"),
        references=values["references"],
        extra=extra,
    )

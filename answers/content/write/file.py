"""File: write an article as a file that reads back to the same article; pure.

What did not change keeps its bytes. Every file is parsed again before it is returned,
to check that it says what the article says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from answers.content.parse.article import ParseError, is_left_out, parse_article
from answers.content.parse.front_matter import FrontMatterError, find_front_matter
from answers.content.parse.references import parse_references, reference_line
from answers.content.parse.sections import Place, find_places
from answers.content.types import ParsedArticle, ParsedReference, RawFile
from answers.content.write.front_matter import (
    REMOVED,
    UnwritableError,
    dump,
    patch_head,
)
from answers.text.merge import Hunk, merge_lines
from answers.text.normalization import clean, slugify

BOM = b"\xef\xbb\xbf"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_HEAD = ("title", "date", "category", "description", "tags", "keywords")


def write_file(
    article: ParsedArticle, *, name: RawFile, template: bytes = b""
) -> tuple[bytes, bool]:
    """Return the file of an article, and whether it reads back to the same.

    ``template`` is the file that it came from; ``name`` says what it will be called,
    for a name decides on the key of a file that names none.
    """
    for data in _attempts(article, name, template):
        if data is not None and _reads_back_as(data, name, article):
            return data, True
    return _compose(article, level=2), False


def _attempts(
    article: ParsedArticle, name: RawFile, template: bytes
) -> Iterator[bytes | None]:
    if template:
        yield template
        yield _patched(article, name, template)
    yield _compose(article, level=2)
    yield _compose(article, level=1)


def _reads_back_as(data: bytes, name: RawFile, article: ParsedArticle) -> bool:
    try:
        found = parse_article(RawFile(name.root, name.path, data))
    except (ParseError, FrontMatterError):
        return False
    return found.key == article.key and found.content() == article.content()


def _patched(article: ParsedArticle, name: RawFile, template: bytes) -> bytes | None:
    try:
        old = parse_article(RawFile(name.root, name.path, template))
    except (ParseError, FrontMatterError):
        return None
    text = template.removeprefix(BOM).decode("utf-8")
    raw = _LINE.findall(text)
    newline = "\r\n" if raw and raw[0].endswith("\r\n") else "\n"
    lines = [clean(line).rstrip("\n") for line in raw]
    head = find_front_matter(lines)
    if head is None:
        new = patch_prose(Page(lines, raw, newline), old, article)
    else:
        first, last = head
        page = _page(name.path, lines[last + 1 :], raw[last + 1 :], newline)
        try:
            middle = patch_head("".join(raw[first:last]), _changes(old, article))
        except UnwritableError:
            return None
        body = patch_body(page, old, article)
        new = "".join(raw[:first]) + middle + raw[last] + body
    bom = BOM if template.startswith(BOM) else b""
    return None if new is None else bom + new.encode("utf-8", "surrogatepass")


def _page(path: str, lines: list[str], raw: list[str], newline: str) -> Page:
    """Return the body; lines of code of MDX are added to the raw line before them."""
    page = Page([], [], newline)
    for line, source in zip(lines, raw, strict=True):
        if page.raw and is_left_out(path, line):
            page.raw[-1] += source
        else:
            page.lines.append("" if is_left_out(path, line) else line)
            page.raw.append(source)
    return page


def _changes(old: ParsedArticle, new: ParsedArticle) -> dict[str, Any]:
    changes = {
        key: _value(new, key) for key in _HEAD if _value(old, key) != _value(new, key)
    }
    if old.product and new.product and slugify(old.product) != slugify(new.product):
        changes["product"] = new.product
    for key in dict.fromkeys([*old.extra, *new.extra]):
        if key not in new.extra:
            changes[key] = REMOVED
        elif key not in old.extra or repr(old.extra[key]) != repr(new.extra[key]):
            changes[key] = new.extra[key]
    return changes


def _value(article: ParsedArticle, key: str) -> Any:
    value = getattr(article, key)
    if key == "date":
        return value.isoformat() if value else ""
    return list(value) if isinstance(value, tuple) else value


def _compose(article: ParsedArticle, *, level: int) -> bytes:
    head = {"id": article.key} | {key: _value(article, key) for key in _HEAD}
    head["product"] = article.product
    kept = {key: value for key, value in head.items() if value not in ("", [])}
    lines = [f"{k}: {dump(v)}" for k, v in (kept | dict(article.extra)).items()]
    text = "\n".join(["---", *lines, "---", ""])
    return (text + compose_body(article, level=level)).encode("utf-8", "surrogatepass")


# The sections of a page, changed line by line.

QUESTION, ANSWER, REFERENCES = "用户问题", "专家官方解答", "参考链接"


@dataclass(slots=True)
class Page:
    """The lines of a body, as they are parsed; ``raw`` has them as in the file."""

    lines: list[str]
    raw: list[str]
    newline: str = "\n"
    edits: list[tuple[int, int, list[str]]] = field(default_factory=list)

    def replace(self, first: int, last: int, lines: Sequence[str]) -> None:
        """Put lines in place of those from ``first`` to before ``last``."""
        self.edits.append((first, last, [line + self.newline for line in lines]))

    def text(self) -> str:
        """Return the body with all edits."""
        raw = [*self.raw]
        if raw and self.edits and not raw[-1].endswith(("\n", "\r")):
            raw[-1] += self.newline
        for first, last, lines in sorted(self.edits, key=lambda e: e[:2], reverse=True):
            raw[first:last] = lines
        return "".join(raw)


def patch_body(page: Page, old: ParsedArticle, new: ParsedArticle) -> str:
    """Return the body that says what ``new`` does, where it said what ``old`` does."""
    places = find_places(page.lines)
    answer = places["answer"]
    if new.question != old.question:
        _patch_question(page, places, new)
    if new.answer != old.answer:
        _splice(page, answer.first, answer.last, new.answer.split("\n"))
    if new.references != old.references:
        _patch_references(page, places, new.references)
    return page.text()


def patch_prose(page: Page, old: ParsedArticle, new: ParsedArticle) -> str | None:
    """Return a text without front matter, changed; None where that is not possible.

    What was read differs from what stands there, so the change is merged into it.
    """
    first = next((n for n, line in enumerate(page.lines) if line.strip()), 0)
    title = page.lines[first]
    if new.title != old.title:
        title = title.replace(old.title, new.title)
    pieces = merge_lines(
        old.answer.split("\n"), new.answer.split("\n"), page.lines[first + 1 :]
    )
    out = [*page.lines[:first], title]
    for piece in pieces:
        if isinstance(piece, Hunk):
            if any(line.strip() for line in piece.base):
                return None
            out += [*piece.ours, *piece.theirs]
        else:
            out += piece
    return page.newline.join(out)


def compose_body(article: ParsedArticle, *, level: int = 2) -> str:
    """Return the body of a page written from nothing."""
    sign = "#" * level
    parts = [
        f"\n{sign} {QUESTION}\n\n{article.question}\n",
        f"\n{sign} {ANSWER}\n\n{article.answer}\n",
    ]
    if article.references:
        lines = "\n".join(
            f"- {reference_line(entry.as_json())}" for entry in article.references
        )
        parts.append(f"\n{sign} {REFERENCES}\n\n{lines}\n")
    return "".join(parts)


def _splice(page: Page, first: int, last: int, new: list[str]) -> None:
    """Change the lines that differ; the others keep their bytes."""
    matcher = SequenceMatcher(None, page.lines[first:last], new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            page.replace(first + i1, first + i2, new[j1:j2])


def _patch_question(page: Page, places: dict[str, Place], new: ParsedArticle) -> None:
    lines = new.question.split("\n")
    if "question" in places:
        place = places["question"]
        page.replace(place.first, place.last, lines)
        return
    if new.question == new.title:
        return
    at = places["answer"].first
    sign = "#" * (places["references"].level if "references" in places else 2)
    head = [f"{sign} {QUESTION}", "", *lines, ""]
    if places["answer"].level == 0:
        head += [f"{sign} {ANSWER}", ""]
    page.replace(at, at, head)


def _patch_references(
    page: Page, places: dict[str, Place], new: tuple[ParsedReference, ...]
) -> None:
    place = places.get("references")
    if place is None:
        at = places["answer"].last
        sign = "#" * (places["answer"].level or 2)
        lines = [f"- {reference_line(entry.as_json())}" for entry in new]
        page.replace(at, at, ["", f"{sign} {REFERENCES}", "", *lines, ""])
        return
    rows = [
        (number, found[0])
        for number in range(place.first, place.last)
        if (found := parse_references(page.lines[number]))
    ]
    old = [entry for _, entry in rows]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            continue
        for number, _ in rows[i1:i2]:
            page.replace(number, number + 1, [])
        at = rows[i1][0] if i1 < len(rows) else place.last
        if j2 > j1:
            page.replace(
                at, at, [f"- {reference_line(entry.as_json())}" for entry in new[j1:j2]]
            )

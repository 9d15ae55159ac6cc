"""Body writing: change the sections of a page, line by line, and nothing else of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from answers.content.parse.references import parse_references
from answers.content.parse.sections import Place, find_places
from answers.content.types import ParsedArticle, ParsedReference
from answers.text.merge import Hunk, merge_lines

QUESTION, ANSWER, REFERENCES = "用户问题", "专家官方解答", "参考链接"


@dataclass(slots=True)
class Page:
    """The lines of a body: as they are read, and ``raw`` as they stand in the file."""

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
        lines = "\n".join(f"- {_line(entry)}" for entry in article.references)
        parts.append(f"\n{sign} {REFERENCES}\n\n{lines}\n")
    return "".join(parts)


def _line(reference: ParsedReference) -> str:
    text = reference.text
    text = f"专家经验：{text}" if reference.expert else text
    if reference.url and (reference.expert or reference.url != text):
        return f"[{text}]({reference.url})"
    return text


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
        lines = [f"- {_line(entry)}" for entry in new]
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
            page.replace(at, at, [f"- {_line(entry)}" for entry in new[j1:j2]])

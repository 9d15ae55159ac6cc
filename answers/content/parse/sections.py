"""Sections: question, answer and references of a page; its footer is recognised.

A page of the family reads 用户问题, 专家官方解答, 参考链接, 答疑服务说明, 反馈; any of
them may be missing. Section headings are known by their words, whatever markup
surrounds them, at the level of the first one; deeper headings of the same words
belong to the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^\s{0,3}(#{1,6})(.+)$")
_MARKUP = re.compile(r"</?font[^<>]*>|[*_`\s:：]")
_NAMES = {
    "question": re.compile(r"^(用户)?(问题|提问)(描述)?$|^(user)?question$", re.I),
    "answer": re.compile(
        r"^(专家)?(官方)?(解答|回答|答案)$|^(expert|official)*answer$", re.I
    ),
    "references": re.compile(r"^(参考|相关)(链接|资料|文档)$|^references?$", re.I),
    "service": re.compile(r"^(专家)?答疑服务(说明)?$"),
    "feedback": re.compile(r"^(问题)?反馈$"),
}
_SEPARATOR = re.compile(r"^(<font[^<>]*>\s*)?-{3,}\s*(</font>)?$")  # of a stripped line
_FEEDBACK = re.compile(r"feedbackByEnhancerGradePOJOID\?enhancerGradePOJOId=(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Sections:
    """The parts of a page; ``question`` is empty where the page has no headings."""

    question: str
    answer: str
    references: str
    feedback_number: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of a section, without ``last``; ``level`` is its heading's, or 0."""

    first: int
    last: int
    level: int = 0


def split_sections(body: str) -> Sections:
    """Split the body of a page with front matter."""
    lines = body.split("\n")
    marks = _find(lines)
    places = _places(lines, marks)
    texts = {n: "\n".join(lines[p.first : p.last]) for n, p in places.items()}
    numbers = _FEEDBACK.findall("\n".join(lines[_end(lines, marks) :]))
    return Sections(
        question=texts.get("question", ""),
        answer=texts.get("answer", ""),
        references=texts.get("references", ""),
        feedback_number=int(numbers[-1]) if numbers else None,
    )


def find_places(lines: list[str]) -> dict[str, Place]:
    """Return the places of question, answer and references, of those that exist."""
    return _places(lines, _find(lines))


def _find(lines: list[str]) -> dict[str, int]:
    """Return the line of each section's heading.

    Of several references the last before the footer counts: answers quote the word.
    """
    marks: dict[str, int] = {}
    level = 0
    links = [n for n, line in enumerate(lines) if _FEEDBACK.search(line)]
    last_link = links[-1] if links else -1
    for number, line in enumerate(lines):
        name, depth = _name(line)
        if not name or "service" in marks:
            continue
        if name == "feedback" and number > last_link:
            continue
        if name in ("question", "answer"):
            if name in marks or (level and depth != level):
                continue
            level = level or depth
        elif name == "references" and level and depth != level:
            continue
        marks[name] = number
    return marks


def _name(line: str) -> tuple[str, int]:
    heading = _HEADING.match(line)
    if not heading:
        return "", 0
    words = _MARKUP.sub("", heading[2].rstrip().rstrip("#"))
    for name, pattern in _NAMES.items():
        if pattern.match(words):
            return name, len(heading[1])
    return "", 0


def _end(lines: list[str], marks: dict[str, int]) -> int:
    """Return the line of the footer that every page has."""
    footers = (marks[name] for name in ("service", "feedback") if name in marks)
    return min(footers, default=len(lines))


def _places(lines: list[str], marks: dict[str, int]) -> dict[str, Place]:
    end, found = _end(lines, marks), {}
    for name in ("question", "answer", "references"):
        mark = marks.get(name)
        if mark is None and (name != "answer" or "question" in marks):
            continue
        # Without any heading the answer is all that no other section claims.
        start = -1 if mark is None else mark
        stops = [n for other, n in marks.items() if n > start and other != name]
        first, last = _trim(lines, start + 1, min([*stops, end]))
        level = 0 if mark is None else _name(lines[mark])[1]
        found[name] = Place(first, last, level)
    return found


def _trim(lines: list[str], first: int, last: int) -> tuple[int, int]:
    last = max(first, last)
    while first < last and _is_blank(lines[first]):
        first += 1
    while last > first and _is_blank(lines[last - 1]):
        last -= 1
    return first, last


def _is_blank(line: str) -> bool:
    line = line.strip()
    return not line or bool(_SEPARATOR.match(line))

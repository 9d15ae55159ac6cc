"""References: the lines under 参考链接, Markdown lists or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from answers.content.types import ParsedReference
from answers.text.normalization import fold, one_line, strip_routing_label

_LINK = re.compile(r"^\[(?P<text>.*)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)$")
_EXPERT = re.compile(r"^专家经验\s*[:：]\s*(?P<text>.*)$")
_MARKER = re.compile(r"^[*+\-•]\s*|^\d{1,3}[.、)](?!\d)\s*")
_RULE = re.compile(r"^[-*_\s]{3,}$")
# A sibling page: ``./user-question-history123.md`` or ``name.html#part``.
_SIBLING = re.compile(
    r"^(?:\./)?(?P<stem>[\w.-]+?)\.(?:md|mdx|markdown|txt|html)(?:[#?].*)?$"
)
_HISTORY = re.compile(r"^(?:[A-Za-z]\w*-)?(?:user-)?question-history-?(?P<number>\d+)$")
_NOT_LETTERS = re.compile(r"[\W_]+")


def parse_references(text: str) -> tuple[ParsedReference, ...]:
    """Return one reference a line; separators and empty lines are none."""
    found = []
    for raw in text.split("\n"):
        line = one_line(re.sub(r"</?font[^<>]*>", "", raw))
        line = _MARKER.sub("", line, count=1).strip()
        if line and not _RULE.match(line):
            found.append(_parse_line(line))
    return tuple(found)


def _parse_line(line: str) -> ParsedReference:
    link = _LINK.match(line)
    text, url = (link["text"], link["url"]) if link else (line, "")
    expert = _EXPERT.match(text)
    if expert and expert["text"]:
        return ParsedReference(expert["text"].strip(), url, expert=True)
    return ParsedReference(text or url, url)


def reference_lines(references: Iterable[Mapping[str, Any]]) -> str:
    """Return stored references as lines that read back to the same ones."""
    return "\n".join(f"- {reference_line(entry)}" for entry in references)


def reference_line(entry: Mapping[str, Any]) -> str:
    """Return one stored reference as a line, without a mark before it."""
    text = f"专家经验：{entry['text']}" if entry.get("expert") else entry["text"]
    return f"[{text}]({entry['url']})" if entry.get("url") else str(text)


def sibling_key(url: str) -> str:
    """Return the key of the article that a link to a sibling file means, or ``""``.

    Files named like ``NACOS-user-question-history10482.md`` hold the article
    ``question-history-10482``; any other file's article is named by its stem.
    """
    sibling = _SIBLING.match(url)
    return key_of_stem(sibling["stem"]) if sibling else ""


def key_of_stem(stem: str) -> str:
    """Return the article key that a file's stem stands for."""
    history = _HISTORY.match(stem)
    return f"question-history-{history['number']}" if history else stem


# How much of two titles is the same at least where they match (``match_start``).
START = 8


def match_start(title: str) -> str:
    """Return how the form of a title begins: titles that match begin alike.

    It is kept in the database; a change needs a migration that sets it anew.
    """
    return match_form(title)[:START]


def match_form(title: str) -> str:
    """Return the form in which titles are compared: letters and digits, folded.

    The routing label ``xyz-opensource`` at the end does not count.
    """
    return _NOT_LETTERS.sub("", fold(strip_routing_label(title)))

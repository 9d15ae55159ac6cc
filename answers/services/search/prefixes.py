"""Beginnings: names in memory, by what they begin with, hold or sound like.

They only propose: who asks fetches the rows that the viewer may see.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeAlias

from django.db.models import Count

from answers.models import Symptom, Tag
from answers.text.normalization import fold, one_line
from answers.text.pinyin import sounds_like, spell

READ_EVERY = 60.0  # seconds between two readings of a table by one process
INSIDE = 3  # letters from which on names that hold them count, too

Row: TypeAlias = tuple[int, str]


class Beginnings:
    """The names of a table, the most used first, not older than a minute."""

    def __init__(self, read: Callable[[], Iterable[Row]]) -> None:
        self._read = read
        self.forget()

    def forget(self) -> None:
        """Read the table at the next call."""
        self._when = float("-inf")

    def matching(self, typed: str, limit: int) -> list[int]:
        """Return the keys of what begins with the text, holds it or sounds like it."""
        if time.monotonic() - self._when >= READ_EVERY:
            self._load()
        typed = fold(one_line(typed))
        found = dict.fromkeys(islice(self._find(typed), limit))
        return list(found)

    def _load(self) -> None:
        rows = list(self._read())
        self._keys = [pk for pk, _ in rows]
        self._names = _Lines([fold(one_line(name)) for _, name in rows])
        self._sounds = _Lines(["" if n.isascii() else spell(n) for _, n in rows])
        self._when = time.monotonic()

    def _find(self, typed: str) -> Iterator[int]:
        seen: set[int] = set()
        literal = re.escape(typed)
        patterns = [(self._names, re.compile(f"^{literal}", re.MULTILINE))]
        if len(typed) >= INSIDE:
            patterns.append((self._names, re.compile(literal)))
        if sound := sounds_like(typed):
            patterns.append((self._sounds, sound))
        for lines, pattern in patterns:
            for number in lines.holding(pattern):
                if number not in seen:
                    seen.add(number)
                    yield self._keys[number]


class _Lines:
    """Lines as one text, so that a search through all is one step."""

    def __init__(self, lines: list[str]) -> None:
        self._text = "\n".join(lines)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def holding(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield the number of each line that the pattern is found in."""
        for match in pattern.finditer(self._text):
            yield bisect_right(self._starts, match.start()) - 1


def _tags() -> Iterable[Row]:
    return Tag.objects.visible().in_use().values_list("pk", "name")


def _symptoms() -> Iterable[Row]:
    rows = Symptom.objects.annotate(used=Count("links")).order_by("-used", "pk")
    return rows.values_list("pk", "value")


tags, symptoms = Beginnings(_tags), Beginnings(_symptoms)

"""Splitting: sentences out of text that comes in pieces, each with its citations.

Pure. A code block stays whole, with the line that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CITED = r"(?:\s*\[[\d,，、 ]{1,20}\])*"
# Whether citations follow is known only once something else has come.
_NEXT = r"\s*(?=[^\s\[]|\[[^\d\s])"
_END = re.compile(
    r"(?:[。！？；]+[”’」』）)\"*]*"
    r"|(?<![\d\s])(?<!e\.g)(?<!i\.e)(?<!etc)[.!?]+[)\"'*]*(?=\s|\[\d)"
    rf"|(?<![:：\s])(?=\n)){_CITED}{_NEXT}"
)
_AFTER = re.compile(rf"{_CITED}{_NEXT}")
_FENCE = "```"


class Splitter:
    """Takes text as it comes and gives sentences as they end."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> Iterator[str]:
        """Take a piece; yield each sentence that is whole now, with its white space."""
        self._rest += text
        while end := self._end():
            sentence, self._rest = self._rest[:end], self._rest[end:]
            yield sentence

    def end(self) -> Iterator[str]:
        """Yield what is left at the end of the text."""
        if self._rest.strip():
            yield self._rest
        self._rest = ""

    def _end(self) -> int:
        fence = self._rest.find(_FENCE)
        match = _END.search(self._rest)
        if match and (fence < 0 or match.end() <= fence):
            return match.end()
        closing = self._rest.find(_FENCE, fence + 3) if fence >= 0 else -1
        if closing < 0:
            return 0
        after = _AFTER.match(self._rest, closing + 3)
        return after.end() if after else 0

"""Chinese: convert traditional characters to simplified ones.

The table is made by OpenCC (its conversion ``t2s``). Each character is replaced by one
character, so offsets into the text stay valid.
"""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

# CJK Unified Ideographs Extension A, and CJK Unified Ideographs.
_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


def simplify(text: str) -> str:
    """Return ``text`` with simplified characters in place of traditional ones."""
    if text.isascii():
        return text
    traditional, table = _table()
    return text.translate(table) if traditional.search(text) else text


@cache
def _table() -> tuple[re.Pattern[str], dict[int, str]]:
    chars = [chr(code) for block in _BLOCKS for code in block]
    convert = OpenCC("t2s").convert
    # Twice, because the result of a few is a traditional character again.
    simple = convert(convert("\n".join(chars))).split("\n")
    table = {
        ord(one): other
        for one, other in zip(chars, simple, strict=True)
        if one != other and len(other) == 1
    }
    return re.compile(f"[{''.join(map(chr, table))}]"), table

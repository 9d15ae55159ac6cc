"""Chinese: traditional characters as simplified ones, one for one.

The characters come from OpenCC (its conversion ``t2s``). One stands for one, so places
in the text stay what they were.
"""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

# Where Chinese is written: the block of ideographs and its first extension.
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
    # Twice: what a few become is changed itself.
    simple = convert(convert("\n".join(chars))).split("\n")
    table = {
        ord(one): other
        for one, other in zip(chars, simple, strict=True)
        if one != other and len(other) == 1
    }
    return re.compile(f"[{''.join(map(chr, table))}]"), table

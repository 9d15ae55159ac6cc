"""Pinyin: how Chinese words sound, and whether typed letters may mean them."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 60  # characters of a text that are spelled

_RUN = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = re.compile(r"[a-z]{2,60}")


@lru_cache(maxsize=4096)
def spell(text: str) -> str:
    """Return the initials, then the syllables, of each Chinese run of ``text``.

    ``ZQ ChongQi``: a capital begins each syllable, a space each word. Empty where there
    is no Chinese.
    """
    runs = _RUN.findall(text[:LONGEST])
    if not runs:
        return ""
    # 0.4 seconds and some megabytes that a command without Chinese does not need.
    from pypinyin import lazy_pinyin

    spelled = [lazy_pinyin(run, errors="ignore") for run in runs]
    initials = ["".join(syllable[0].upper() for syllable in run) for run in spelled]
    whole = ["".join(syllable.capitalize() for syllable in run) for run in spelled]
    return " ".join([*initials, *whole])


def sounds_like(typed: str) -> re.Pattern[str] | None:
    """Return what finds ``typed`` in what ``spell`` made, at the start of a syllable.

    None where the typed letters can be no pinyin.
    """
    letters = re.sub(r"[\s']", "", typed.lower())
    if not _LETTERS.fullmatch(letters):
        return None
    return re.compile(f"{letters[0].upper()}(?i:{letters[1:]})")

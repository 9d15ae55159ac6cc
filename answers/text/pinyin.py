"""Pinyin: the spelling of Chinese words, and patterns that find typed letters in it."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 60  # characters of a text that are spelled out

_RUN = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = re.compile(r"[a-z]{2,60}")


@lru_cache(maxsize=4096)
def spell(text: str) -> str:
    """Return the initials of each Chinese run of ``text``, then its syllables.

    For 重启 that is ``CQ ChongQi``: a capital begins each syllable, and spaces separate
    the runs. Empty if there is no Chinese.
    """
    runs = _RUN.findall(text[:LONGEST])
    if not runs:
        return ""
    # Imported here: it takes 0.4 seconds, which commands without Chinese need not wait.
    from pypinyin import lazy_pinyin

    spelled = [lazy_pinyin(run, errors="ignore") for run in runs]
    initials = ["".join(syllable[0].upper() for syllable in run) for run in spelled]
    whole = ["".join(syllable.capitalize() for syllable in run) for run in spelled]
    return " ".join([*initials, *whole])


def sounds_like(typed: str) -> re.Pattern[str] | None:
    """Return a pattern that finds ``typed`` in results of ``spell``.

    It matches at the start of a syllable. None if the letters cannot be pinyin.
    """
    letters = re.sub(r"[\s']", "", typed.lower())
    if not _LETTERS.fullmatch(letters):
        return None
    return re.compile(f"{letters[0].upper()}(?i:{letters[1:]})")

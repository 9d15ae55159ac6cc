"""Versions: keys by which any database can sort them."""

from __future__ import annotations

import re

from packaging.version import InvalidVersion, Version

PARTS = 6  # numbers of a version that are compared: 2.3.0 has three
_DIGITS = 8
_MOST = 10**_DIGITS - 1
_PHASES = {"a": "1", "b": "2", "rc": "3"}
_DONE = {"", "release", "final", "ga"}
_LOOSE = re.compile(r"v?(\d+(?:\.\d+)*)[._-]?(.*)", re.ASCII | re.IGNORECASE)


def version_key(text: str) -> str:
    """Return a key that sorts by version; empty if the text is not a version.

    ``2.3.0-BETA`` comes before ``2.3.0``, ``2.9`` before ``2.10``; a version with an
    unknown suffix comes before the release, too.
    """
    text = text.strip()
    try:
        version = Version(text)
    except InvalidVersion:
        return _loose_key(text)
    phase, number = "5", 0
    if version.pre:
        phase, number = _PHASES[version.pre[0]], version.pre[1]
    elif version.post is not None:
        phase, number = "6", version.post
    elif version.dev is not None:
        phase, number = "0", version.dev
    return _key(version.release, phase, number)


def _loose_key(text: str) -> str:
    found = _LOOSE.fullmatch(text)
    if not found:
        return ""
    phase = "5" if found[2].lower() in _DONE else "0"
    return _key(tuple(int(part[:_DIGITS]) for part in found[1].split(".")), phase, 0)


def _key(release: tuple[int, ...], phase: str, number: int) -> str:
    parts = [*release[:PARTS], *[0] * (PARTS - len(release))]
    numbers = [f"{min(part, _MOST):0{_DIGITS}d}" for part in [*parts, number]]
    return ".".join([*numbers[:-1], phase, numbers[-1]])

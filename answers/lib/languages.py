"""Languages: the address that shows a page in one, whatever the reader chose."""

from __future__ import annotations

import re
from urllib.parse import urlencode

PARAMETER = "hl"
PLAIN = "zh-Hans"  # the language of the address without a parameter
OTHERS = ("en",)

_SAID = re.compile(rf"(?<=[?&]){PARAMETER}=[^&#]*&?")


def in_language(address: str, language: str) -> str:
    """Return the address of a page that search engines list for a language."""
    if language not in OTHERS:
        return address
    path, mark, fragment = address.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{urlencode({PARAMETER: language})}{mark}{fragment}"


def in_any_language(address: str) -> str:
    """Return an address that leaves the language to what the reader chose."""
    path, mark, fragment = address.partition("#")
    return _SAID.sub("", path).rstrip("?&") + mark + fragment


def alternates(address: str) -> list[tuple[str, str]]:
    """Return the languages of a page with their addresses, as hreflang wants them."""
    spoken = [(one, in_language(address, one)) for one in (PLAIN, *OTHERS)]
    return [*spoken, ("x-default", address)]

"""Languages: the query parameter of an address that selects the page's language."""

from __future__ import annotations

import re
from urllib.parse import urlencode

PARAMETER = "hl"
PLAIN = "zh-Hans"  # of the address without the parameter, for search engines
OTHERS = ("en",)

_PARAMETER = re.compile(rf"(?<=[?&]){PARAMETER}=[^&#]*&?")


def in_language(address: str, language: str) -> str:
    """Return the address of a page in this language."""
    if language not in OTHERS:
        return address
    path, mark, fragment = address.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{urlencode({PARAMETER: language})}{mark}{fragment}"


def in_any_language(address: str) -> str:
    """Return the address without the parameter: the reader's language applies."""
    path, mark, fragment = address.partition("#")
    return _PARAMETER.sub("", path).rstrip("?&") + mark + fragment


def alternates(address: str) -> list[tuple[str, str]]:
    """Return pairs of ``hreflang`` value and address for a page."""
    pages = [(one, in_language(address, one)) for one in (PLAIN, *OTHERS)]
    return [*pages, ("x-default", address)]

"""Web origins as browsers send them: ``https://host:port``."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from answers.text.normalization import clean

LONGEST = 260  # characters
_HOST = re.compile(
    r"\[[\da-f:.]{2,45}\]"
    r"|(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*"
)
_PORTS = {"http": 80, "https": 443}


def read_origin(text: str) -> str:
    """Return a site's origin in normal form; empty if the text is not an origin.

    An address with a path, query, user or wildcard is not: an origin is one site.
    """
    text = clean(text).strip()
    if len(text) > LONGEST or set(text) & set("\\ \t\r\n@*?#"):
        return ""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if ":" in host:
        host = f"[{host}]"
    if parts.scheme not in _PORTS or parts.path.strip("/") or not _HOST.fullmatch(host):
        return ""
    usual = port in (None, _PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" + ("" if usual else f":{port}")

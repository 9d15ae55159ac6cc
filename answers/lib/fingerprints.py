"""Fingerprints: short hashes by which values and the code that made them compare."""

from __future__ import annotations

import hashlib
import json


def fingerprint(*parts: object) -> str:
    """Return 24 hexadecimal digits (96 bits of SHA-256) over all parts in order.

    Bytes are taken as they are, everything else as JSON with sorted keys, so equal
    values give equal fingerprints in every process.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = (
            part
            if isinstance(part, bytes)
            else json.dumps(
                part, ensure_ascii=False, sort_keys=True, default=str
            ).encode("utf-8", "surrogatepass")
        )
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()[:24]

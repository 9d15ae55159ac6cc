"""Manifest: what an export says of its files beside their text; pure.

``_export.json`` is in the folder of the files. It holds no text of an article, only its
product, who may read it, what replaces it, and its feedback numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from answers.text.normalization import cut, one_line

MANIFEST_NAME = "_export.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What an export says of one file; ``product`` is None where it says nothing."""

    product: str | None = None
    retired: bool = False
    internal: bool = False
    feedback_numbers: tuple[int, ...] = ()
    replaced_by: str = ""  # the key of another article, of a retired one

    def as_json(self) -> dict[str, Any]:
        """Return the entry as it is written, without default values."""
        values = {
            "product": self.product,
            "retired": self.retired,
            "replaced_by": self.replaced_by,
            "internal": self.internal,
            "feedback_numbers": list(self.feedback_numbers),
        }
        return {k: v for k, v in values.items() if k == "product" or v}


class ManifestError(ValueError):
    """The manifest cannot be read; the files are taken in without it."""


Manifest = Mapping[str, Entry]  # path below the folder -> entry


def read_manifest(data: bytes) -> Manifest:
    """Return what a manifest says. Raises ManifestError."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        msg = "is no JSON: export anew, or remove it"
        raise ManifestError(msg) from error
    files = found.get("files") if isinstance(found, dict) else None
    if not isinstance(files, dict) or found.get("format") != FORMAT:
        msg = f"is of a form unknown here (not {FORMAT}): export anew, or remove it"
        raise ManifestError(msg)
    return {path: _entry(value) for path, value in files.items()}


def write_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as bytes, the same for the same entries."""
    files = {path: manifest[path].as_json() for path in sorted(manifest)}
    text = json.dumps({"format": FORMAT, "files": files}, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def _entry(value: Any) -> Entry:
    value = value if isinstance(value, dict) else {}
    product, numbers = value.get("product"), value.get("feedback_numbers")
    successor = value.get("replaced_by")
    return Entry(
        product=cut(one_line(product), 100) if isinstance(product, str) else None,
        retired=value.get("retired") is True,
        internal=value.get("internal") is True,
        replaced_by=successor[:150] if isinstance(successor, str) else "",
        feedback_numbers=tuple(
            number
            for number in (numbers if isinstance(numbers, list) else ())
            if type(number) is int and 0 <= number < 2**63
        ),
    )

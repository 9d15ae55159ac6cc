"""The msgids of the sources, found without the gettext tools."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CALLS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
}
# What templatize writes: gettext and literals, all else blanked out with X.
IN_TEMPLATE = re.compile(
    r"\b(?:n?gettext|_)\(\s*u?(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
)


def of_python() -> Iterator[str]:
    """Return the msgids of our Python code."""
    for folder in ("answers", "kb"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    for place in CALLS.get(node.func.id, ())[:1]:
                        yield ast.literal_eval(node.args[place])


def of_templates() -> Iterator[str]:
    """Return the msgids of the templates, plurals by their singular."""
    for path in (ROOT / "templates").rglob("*.*"):
        text = templatize(path.read_text(encoding="utf-8"))
        for match in IN_TEMPLATE.finditer(text):
            yield ast.literal_eval(match["text"])

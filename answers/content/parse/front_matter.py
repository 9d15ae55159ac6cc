"""Front matter: the YAML between two ``---`` lines, read strictly and safely."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from answers.lib.errors import AnswersError
from answers.text.normalization import clean

# Far more than anybody writes. The parsers recurse, libyaml's in C: without a limit on
# depth, 20 KB of brackets overflow the stack and end the process.
MOST_CHARACTERS = 100_000
MOST_LEVELS = 50
MOST_DIGITS = 300  # of a number: Python converts longer ones in quadratic time

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_LONG_NUMBER = re.compile(rf"[-+]?[0-9][0-9a-fA-Fox_:.]{{{MOST_DIGITS},}}")


class FrontMatterError(AnswersError):
    """The front matter cannot be read; ``extra['line']`` says where."""

    code = "front_matter"


@dataclass(frozen=True, slots=True)
class Document:
    """A text in two parts; ``body_line`` is the line the body starts at, from 1."""

    meta: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1


def split_front_matter(text: str) -> Document:
    """Split ``text`` at its front matter; one without any is all body.

    Raises FrontMatterError where it never ends, is no YAML, or is no mapping.
    """
    lines = text.split("\n")
    span = find_front_matter(lines)
    if span is None:
        return Document(body=text)
    first, end = span
    meta = _load("\n".join(lines[first:end]), first_line=first + 1)
    return Document(meta, "\n".join(lines[end + 1 :]), end + 2)


def find_front_matter(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return the first line of the front matter and the line of its closing rule.

    Lines are counted from 0; None where the text does not begin with a rule ``---``.
    Raises FrontMatterError where the front matter is never closed.
    """
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[start].rstrip() != "---":
        return None
    for end in range(start + 1, len(lines)):
        if lines[end].rstrip() in ("---", "..."):
            return start + 1, end
    msg = "front matter is opened by --- but never closed: add a line --- after it"
    raise FrontMatterError(msg, line=start + 1)


def check_limits(text: str, *, first_line: int = 1) -> None:
    """Refuse YAML that is too long or too deep to be parsed, and aliases.

    It reads tokens, which takes linear time and no recursion. Raises FrontMatterError,
    and ``yaml.YAMLError`` where the text is no YAML.
    """
    if len(text) > MOST_CHARACTERS:
        msg = (
            f"front matter has more than {MOST_CHARACTERS:,} characters: "
            "move the long text below its closing line ---"
        )
        raise FrontMatterError(msg, line=first_line)
    depth = 0
    for token in yaml.scan(text, Loader=_Loader):
        line = first_line + token.start_mark.line
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > MOST_LEVELS:
            msg = (
                f"front matter is nested deeper than {MOST_LEVELS} levels: "
                "put the value into quotes, or write a flat list"
            )
            raise FrontMatterError(msg, line=line)
        # Aliases would let a small file unfold into a huge one.
        if isinstance(token, yaml.AliasToken):
            msg = "YAML aliases (*name) are not supported: write the value out"
            raise FrontMatterError(msg, line=line)
        number = (
            token.value if isinstance(token, yaml.ScalarToken) and token.plain else ""
        )
        if _LONG_NUMBER.fullmatch(number):
            msg = (
                f"front matter has a number of more than {MOST_DIGITS} digits: "
                "put it into quotes"
            )
            raise FrontMatterError(msg, line=line)


def _load(text: str, *, first_line: int) -> Mapping[str, Any]:
    try:
        check_limits(text, first_line=first_line)
        meta = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        why = getattr(error, "problem", None) or "cannot be read"
        msg = f"front matter is no valid YAML ({why}): put the value into quotes"
        raise FrontMatterError(msg, line=line) from error
    except (ValueError, RecursionError) as error:
        msg = f"front matter holds a value that is none ({error}): put it into quotes"
        raise FrontMatterError(msg, line=first_line) from error
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        msg = "front matter must be lines of the form  key: value"
        raise FrontMatterError(msg, line=first_line)
    return {clean(str(key)): plain(value) for key, value in meta.items()}


def plain(value: Any) -> Any:
    """Return a YAML value as JSON can hold it: dates as ISO text, keys as text."""
    if isinstance(value, dict):
        return {clean(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    is_date = isinstance(value, dt.date)  # a datetime is one, too
    return clean(value.isoformat() if is_date else str(value))

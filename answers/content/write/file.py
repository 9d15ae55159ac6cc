"""Writing: an article as a file that reads back to the same article; pure.

What nobody changed keeps its bytes. Every file is read again before it is given out,
so that it is known, not hoped, to say what the article says.
"""

from __future__ import annotations

import re
from typing import Any

from answers.content.parse.article import ParseError, is_left_out, parse_article
from answers.content.parse.front_matter import FrontMatterError
from answers.content.types import ParsedArticle, RawFile
from answers.content.write.body import Page, compose_body, patch_body, patch_prose
from answers.content.write.front_matter import (
    REMOVED,
    UnwritableError,
    dump,
    patch_head,
)
from answers.text.normalization import clean, slugify

BOM = b"\xef\xbb\xbf"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_HEAD = ("title", "date", "category", "description", "tags", "keywords")


def write_file(
    article: ParsedArticle, *, name: RawFile, template: bytes = b""
) -> tuple[bytes, bool]:
    """Return the file of an article, and whether it reads back to the same.

    ``template`` is the file that it came from; ``name`` says what it will be called,
    for a name decides on the key of a file that names none.
    """
    for data in _attempts(article, name, template):
        if data is not None and _says(data, name, article):
            return data, True
    return _compose(article, level=2), False


def _attempts(article: ParsedArticle, name: RawFile, template: bytes) -> Any:
    if template:
        yield template
        yield _patched(article, name, template)
    yield _compose(article, level=2)
    yield _compose(article, level=1)


def _says(data: bytes, name: RawFile, article: ParsedArticle) -> bool:
    try:
        found = parse_article(RawFile(name.root, name.path, data))
    except (ParseError, FrontMatterError):
        return False
    return found.key == article.key and found.content() == article.content()


def _patched(article: ParsedArticle, name: RawFile, template: bytes) -> bytes | None:
    try:
        old = parse_article(RawFile(name.root, name.path, template))
    except (ParseError, FrontMatterError):
        return None
    text = template.removeprefix(BOM).decode("utf-8")
    raw = _LINE.findall(text)
    newline = "\r\n" if raw and raw[0].endswith("\r\n") else "\n"
    lines = [clean(line).rstrip("\n") for line in raw]
    head = _head_of(lines)
    if head is None:
        new = patch_prose(Page(lines, raw, newline), old, article)
    else:
        first, last = head
        page = _page(name.path, lines[last + 1 :], raw[last + 1 :], newline)
        try:
            middle = patch_head("".join(raw[first:last]), _changes(old, article))
        except UnwritableError:
            return None
        body = patch_body(page, old, article)
        new = "".join(raw[:first]) + middle + raw[last] + body
    bom = BOM if template.startswith(BOM) else b""
    return None if new is None else bom + new.encode("utf-8", "surrogatepass")


def _head_of(lines: list[str]) -> tuple[int, int] | None:
    """Return where the front matter starts and ends, without its two rules."""
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[start].rstrip() != "---":
        return None
    for end in range(start + 1, len(lines)):
        if lines[end].rstrip() in ("---", "..."):
            return start + 1, end
    return None


def _page(path: str, lines: list[str], raw: list[str], newline: str) -> Page:
    """Return the body; lines that MDX leaves out hang on the one before them."""
    page = Page([], [], newline)
    for line, source in zip(lines, raw, strict=True):
        if page.raw and is_left_out(path, line):
            page.raw[-1] += source
        else:
            page.lines.append("" if is_left_out(path, line) else line)
            page.raw.append(source)
    return page


def _changes(old: ParsedArticle, new: ParsedArticle) -> dict[str, Any]:
    changes = {
        key: _value(new, key) for key in _HEAD if _value(old, key) != _value(new, key)
    }
    if old.product and new.product and slugify(old.product) != slugify(new.product):
        changes["product"] = new.product
    for key in dict.fromkeys([*old.extra, *new.extra]):
        if key not in new.extra:
            changes[key] = REMOVED
        elif key not in old.extra or repr(old.extra[key]) != repr(new.extra[key]):
            changes[key] = new.extra[key]
    return changes


def _value(article: ParsedArticle, key: str) -> Any:
    value = getattr(article, key)
    if key == "date":
        return value.isoformat() if value else ""
    return list(value) if isinstance(value, tuple) else value


def _compose(article: ParsedArticle, *, level: int) -> bytes:
    head = {"id": article.key} | {key: _value(article, key) for key in _HEAD}
    head["product"] = article.product
    kept = {key: value for key, value in head.items() if value not in ("", [])}
    lines = [f"{k}: {dump(v)}" for k, v in (kept | dict(article.extra)).items()]
    text = "\n".join(["---", *lines, "---", ""])
    return (text + compose_body(article, level=level)).encode("utf-8", "surrogatepass")

"""Article: parse the bytes of one file into one article, or say what is wrong; pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from answers.content.parse.front_matter import (
    Document,
    FrontMatterError,
    split_front_matter,
)
from answers.content.parse.prose import read_prose
from answers.content.parse.references import key_of_stem, parse_references
from answers.content.parse.sections import split_sections
from answers.content.types import ParsedArticle, ParsedFile, Problem, RawFile
from answers.lib.errors import AnswersError
from answers.lib.fingerprints import fingerprint
from answers.text.normalization import clean, cut, one_line, slugify

# Bump on any change that can alter what is read from the same bytes.
PARSER_GENERATION = 1

_KEY = re.compile(r"[\w][\w.-]{0,149}")
_PREFIX = re.compile(r"^([A-Za-z]\w*)-(?:user-)?question-history-?\d+$")
_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_MDX = re.compile(r"^(import|export)\s.*$\n?", re.MULTILINE)
_KNOWN = frozenset("id title date category description tags keywords product".split())


class ParseError(AnswersError):
    """A file has no article in it; ``extra['line']`` may say where."""

    code = "broken"


def file_fingerprint(raw: RawFile, product: str) -> str:
    """Return the fingerprint of all that decides how a file is read."""
    return fingerprint(PARSER_GENERATION, raw.stem, product, raw.data)


def parse_file(raw: RawFile, *, product: str = "") -> ParsedFile | Problem:
    """Parse one file; ``product`` is the one named on the command line."""
    try:
        article = parse_article(raw)
    except (ParseError, FrontMatterError) as error:
        return Problem(
            raw.path, error.message, error.extra.get("line"), code=error.code
        )
    return ParsedFile(raw, file_fingerprint(raw, product), article)


def parse_article(raw: RawFile) -> ParsedArticle:
    """Return what the file says. Raises ParseError or FrontMatterError."""
    text = decode(raw.data)
    if raw.path.endswith(".mdx"):
        text = _MDX.sub("", text)
    if not text.strip():
        msg = "is empty: write a question and an answer, or remove the file"
        raise ParseError(msg)
    document = split_front_matter(text)
    if document.meta:
        return _from_page(raw, document)
    return _from_prose(raw, document.body)


def is_left_out(path: str, line: str) -> bool:
    """Tell whether a line of an MDX file is code, not text."""
    return path.endswith(".mdx") and bool(_MDX.match(f"{line}\n"))


def decode(data: bytes) -> str:
    r"""Return UTF-8 with or without BOM as text with ``\n`` line ends.

    Raises ParseError with the line of the first byte that is no UTF-8.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        msg = "is UTF-16: save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"
        raise ParseError(msg, line=1)
    if b"\x00" in data:
        msg = "holds NUL bytes, so it is no text file: remove it"
        raise ParseError(msg, line=data[: data.index(b"\x00")].count(b"\n") + 1)
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = "is not UTF-8: convert it (for Chinese: iconv -f GB18030 -t UTF-8)"
        raise ParseError(msg, line=data[: error.start].count(b"\n") + 1) from error


def _from_page(raw: RawFile, document: Document) -> ParsedArticle:
    meta = document.meta
    sections = split_sections(document.body)
    title = one_line(_text(meta.get("title"))) or one_line(sections.question)
    if not title:
        msg = 'has no title and no question: add  title: "..."  to the front matter'
        raise ParseError(msg, line=1)
    if not sections.answer:
        msg = "has no answer: write it below the front matter or 专家官方解答"
        raise ParseError(msg, line=document.body_line)
    date, warnings = _date(meta.get("date"))
    key = _key(_text(meta.get("id")), raw)
    return ParsedArticle(
        key=key,
        title=cut(title, 500),
        question=sections.question.strip() or title,
        answer=sections.answer,
        description=one_line(_text(meta.get("description"))),
        category=cut(one_line(_text(meta.get("category"))), 100),
        date=date,
        tags=_labels(meta.get("tags")),
        keywords=_labels(meta.get("keywords")),
        references=parse_references(sections.references),
        feedback_number=sections.feedback_number,
        product=cut(one_line(_text(meta.get("product"))), 100),
        product_of_name=_product_of_name(raw),
        extra={k: v for k, v in meta.items() if k not in _KNOWN},
        warnings=warnings,
    )


def _from_prose(raw: RawFile, body: str) -> ParsedArticle:
    prose = read_prose(body)
    if not prose.title or not prose.body:
        msg = "has a title but no text below it: write the answer under the first line"
        raise ParseError(msg, line=1)
    date, warnings = _date(prose.date)
    return ParsedArticle(
        key=_key("", raw),
        title=cut(one_line(prose.title), 500),
        question=one_line(prose.title),
        answer=prose.body,
        date=date,
        product_of_name=_product_of_name(raw),
        extra={"author": prose.author} if prose.author else {},
        warnings=warnings,
    )


def _key(given: str, raw: RawFile) -> str:
    key = given.strip() or key_of_stem(raw.stem)
    if not _KEY.fullmatch(key):
        key = slugify(key)
    if not key:
        msg = 'has no usable id: add  id: "some-name"  to the front matter'
        raise ParseError(msg, line=1)
    return key


def _product_of_name(raw: RawFile) -> str:
    prefix = _PREFIX.match(raw.stem)
    return prefix[1].lower() if prefix and prefix[1].lower() != "user" else ""


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _labels(value: Any) -> tuple[str, ...]:
    """Return tags of a list or of one comma-separated line; empty ones are dropped."""
    if isinstance(value, str):
        value = re.split(r"[,，;；]", value)
    if not isinstance(value, list):
        return ()
    names = (cut(one_line(_text(item)), 100) for item in value)
    return tuple(dict.fromkeys(name for name in names if slugify(name)))


def _date(value: Any) -> tuple[dt.date | None, tuple[str, ...]]:
    text = _text(value).strip()
    if not text:
        return None, ()
    found = _DATE.match(text)
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3])), ()
    except ValueError:
        pass
    return None, (f"date {cut(text, 40)!r} is none (write 2024-09-26): left empty",)


def guess_product(article: ParsedArticle, products: Mapping[str, str]) -> str:
    """Return which known product the tags and text speak of, or ``""``.

    ``products`` maps slugs to names. A product counts when title or tags name it, or
    the text does so twice; named in the title it counts most.
    """
    best, best_score = "", 1
    for slug in sorted(products):
        word = re.compile(
            rf"(?<![A-Za-z0-9]){re.escape(slug)}(?![A-Za-z0-9])", re.IGNORECASE
        )
        score = 10 * len(word.findall(article.title)) + len(
            word.findall(f"{article.question}\n{article.answer}")
        )
        score += 5 * sum(bool(word.search(tag)) for tag in article.tags)
        if score > best_score:
            best, best_score = slug, score
    return best

"""Recognition: find the symptoms in a text and normalise them.

It takes linear time: every pattern has a bounded length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from answers.symptoms.identifiers import (
    FAULT_NAME,
    config_keys,
    endpoints,
    ports,
    versions,
)
from answers.symptoms.messages import labelled_messages, unlabelled_messages

# Bump on any change that can alter the symptoms of the same text.
SYMPTOMS_GENERATION = 3

LONGEST_TEXT = 100_000  # characters that are read
MOST = 200  # symptoms of one text
LONGEST_SLUG = 100  # characters

KINDS = (
    "message",
    "exception",
    "http_status",
    "error_code",
    "endpoint",
    "config_key",
    "port",
    "version",
)

# How specific a kind is to a fault, 0 to 1: an error message is the fault itself, a
# version is merely present.
WEIGHTS = {
    "message": 1.0,
    "exception": 0.95,
    "http_status": 0.9,
    "error_code": 0.8,
    "endpoint": 0.5,
    "config_key": 0.45,
    "port": 0.4,
    "version": 0.2,
}
_UNLABELLED = 0.9  # factor for a message without a label
_GENERIC = 0.5  # factor for an exception that many faults throw


@dataclass(frozen=True, slots=True)
class RecognisedSymptom:
    """A symptom in a text: ``slug`` is its name in URLs, ``weight`` is 0 to 1."""

    kind: str
    value: str
    slug: str
    weight: float


def recognise(text: str) -> list[RecognisedSymptom]:
    """Return the symptoms in ``text``, heaviest first, without duplicates."""
    return list(_recognise(text))


@lru_cache(32)  # a question is read by its ranking and by its page
def _recognise(text: str) -> tuple[RecognisedSymptom, ...]:
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])[:LONGEST_TEXT]
    text = f" {text} "
    best: dict[str, tuple[float, int, RecognisedSymptom]] = {}
    for kind, find in _FINDERS:
        for position, value, share in islice(find(text), MOST):
            slug = make_slug(kind, value)
            weight = round(WEIGHTS[kind] * share, 3)
            if not slug or (slug in best and best[slug][0] >= weight):
                continue
            best[slug] = (
                weight,
                position,
                RecognisedSymptom(kind, value, slug, weight),
            )
    ordered = sorted(best.values(), key=lambda found: (-found[0], found[1]))
    return tuple(symptom for _, _, symptom in ordered[:MOST])


def make_slug(kind: str, value: str) -> str:
    """Return the unique name of a symptom in URLs; empty if it would be too long."""
    slug = value.lower().replace("$", "-")
    if kind in _PREFIXES:
        slug = re.sub(r"^-(?=\d)", "minus-", slug)
        slug = _PREFIXES[kind] + re.sub(r"[^\w.]+", "-", slug).strip("-")
    elif kind == "message":
        slug = re.sub(r"[^a-z0-9]+", "-", slug).strip("-")
        if slug.startswith(tuple(_PREFIXES.values())):
            slug = f"message-{slug}"
    return slug if len(slug) <= LONGEST_SLUG else ""


_PREFIXES = {
    "port": "port-",
    "version": "version-",
    "endpoint": "path-",
    "error_code": "code-",
}

_STATUSES = frozenset(
    "400 401 403 404 405 406 408 409 410 411 412 413 414 415 416 417 422 423 424 426"
    " 428 429 431 451 499 500 501 502 503 504 505 507 511".split()
)
_LABELLED_STATUS = re.compile(
    r"(?:http(?:/\d(?:\.\d)?)?|status(?:[ _-]?code)?|(?:result|error|err|response|ret)?"
    r"[ _-]?code|状态码?|狀態碼?|响应码|回應碼|返回码|错误码?|錯誤碼?|报错?|報錯?|返回"
    r"|回应|提示|出现|出現)[\"' \t:=\[(是为為]{0,6}([45]\d\d)(?![\w.%+-]|:\d)",
    re.IGNORECASE | re.ASCII,
)
_PHRASED_STATUS = re.compile(
    r"(?<![\w.])([45]\d\d)[ \t:\-_\"]{0,3}(?:forbidden|unauthorized|not[ _]?found"
    r"|bad[ _](?:request|gateway)|internal[ _]server|method[ _]not|not[ _]implemented"
    r"|service[ _]unavailable|gateway[ _]time|too[ _]many|error\b|错误|錯誤|报错|報錯"
    r"|状态|狀態|异常|異常)",
    re.IGNORECASE | re.ASCII,
)
# The lookbehinds follow the digits, so that the search can skip to digits.
_BARE_STATUS = re.compile(
    r"([45]\d\d)(?:(?<![\w.:/\\+#@$=%~-]\d\d\d)|(?<=[45]\d\d/\d\d\d))"
    r"(?<!\D\d,\d\d\d)(?<!\D\d\d,\d\d\d)(?<!\d:\d\d,\d\d\d)"
    r"(?![\w%+~-]|[.:]\d|[,/](?![45]\d\d(?!\d))[\w])"
    r"(?![ \t]{0,2}(?:[个個次条條台臺秒毫分小天日月年行页頁字节節万萬千亿多余餘人元倍位"
    r"份种種项項并並线線路度]|(?:ms|[kmg]i?b|[kmgt]|s|sec(?:ond)?s?|min(?:ute)?s?|h|hours?"
    r"|days?|times|lines?|rows?|bytes?|chars?|items?|users?|instances?|services?|threads?"
    r"|connections?|requests?|clients?|nodes?|configs?|qps|tps)\b))",
    re.IGNORECASE | re.ASCII,
)
_STATUS_PAIR = re.compile(r"([45]\d\d)/(?=[45]\d\d(?!\d))", re.ASCII)
_NUMBER_BEFORE = re.compile(
    r"(?:第|共|约|約|近|每|前|后|後|超过|超過|最多|至少|大于|大於|小于|小於|达到?|上限|限制"
    r"|设置?[为成]|改[为成]|增[加大]到|[调調]整?[到为]|端口|埠|耗时|等待|行"
    r"|(?<![A-Za-z])(?:top|lines?|ports?|pid|size|count|timeout|time|max|min|limit|length"
    r"|total|id|num(?:ber)?|row|page)"
    r"|[A-Za-z_.\]-]*[A-Za-z_\])\"'][ \t]*[:=])[ \t]*$",
    re.IGNORECASE | re.ASCII,
)
_THROWN_BEFORE = re.compile(
    r"(?:exception(?:\$\w+)?|error|错误|异常)\"?[ \t]*[:=][ \t]*$", re.I
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_FAULT = re.compile(r"[A-Z][A-Za-z0-9]{2,}(?:Exception|Error)", re.ASCII)
_GLUED = re.compile(r"[A-Za-z0-9]{4,}exception", re.ASCII | re.IGNORECASE)
_GENERIC_NAMES = frozenset(
    "runtimeexception ioexception nullpointerexception illegalstateexception"
    " illegalargumentexception executionexception invocationtargetexception typeerror"
    " beancreationexception unsatisfieddependencyexception sqlexception valueerror"
    " applicationcontextexception timeoutexception".split()
)

_LABELLED_CODE = re.compile(
    r"err(?:or)?[ _]?code\\?[\"' \t:=是为]{1,6}(-?\d{1,6})(?![\w.])"
    r"|(?:错误码|錯誤碼|错误代码)[\"' \t:=是为]{0,6}(-?\d{1,6})(?![\w.])",
    re.IGNORECASE | re.ASCII,
)
_ADVISORY = re.compile(
    r"(?<![A-Za-z0-9])(CVE|QVD|CNVD|CNNVD|GHSA|XVE)-(\d{4,6}(?:-\d{3,8})?)(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_CONSTANT = re.compile(
    r"(?<![\w.$-])[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6}(?![\w-])", re.ASCII
)

_Found = Iterator[tuple[int, str, float]]


def _messages(text: str) -> _Found:
    for position, value in islice(labelled_messages(text), MOST):
        yield position, value, 1.0
    for position, value in unlabelled_messages(text):
        yield position, value, _UNLABELLED


def _exceptions(text: str) -> _Found:
    for match in _NAME.finditer(text):
        name = match.group()
        if not (_FAULT.fullmatch(name) or _GLUED.fullmatch(name)) or len(name) > 80:
            continue
        if name[0].islower() and text[match.end()] == "(":
            continue  # a method
        share = _GENERIC if name.lower() in _GENERIC_NAMES else 1.0
        yield match.start(), name, share


def _statuses(text: str) -> _Found:
    for pattern in (_LABELLED_STATUS, _PHRASED_STATUS, _STATUS_PAIR):
        for match in pattern.finditer(text):
            if match[1] in _STATUSES:
                yield match.start(1), match[1], 1.0
    for match in _BARE_STATUS.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        counted = _NUMBER_BEFORE.search(before) and not _THROWN_BEFORE.search(before)
        if match[1] in _STATUSES and not counted:
            yield match.start(), match[1], 0.95


def _codes(text: str) -> _Found:
    for match in _LABELLED_CODE.finditer(text):
        yield match.start(), match[1] or match[2], 1.0
    for match in _ADVISORY.finditer(text):
        yield match.start(), f"{match[1]}-{match[2]}".upper(), 1.1
    for match in _CONSTANT.finditer(text):
        if FAULT_NAME.search(match.group()):
            yield match.start(), match.group(), 1.0


_FINDERS: tuple[tuple[str, Callable[[str], _Found]], ...] = (
    ("message", _messages),
    ("exception", _exceptions),
    ("http_status", _statuses),
    ("error_code", _codes),
    ("endpoint", endpoints),
    ("config_key", config_keys),
    ("port", ports),
    ("version", versions),
)

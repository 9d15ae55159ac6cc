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

# Position in the text, normalised value, and factor of the weight of its kind.
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


_PATH = re.compile(r"(?:/[\w.{}$-]{1,80}){2,12}", re.ASCII)
_VERSIONED = re.compile(r"/v\d{1,2}(?:/|$)", re.IGNORECASE)
_API_ROOTS = frozenset("api actuator auth oauth2 login rest open openapi".split())
_CALL_BEFORE = re.compile(
    r"(?:\b(?:get|post|put|delete|patch|head|options)"
    r"|\"?\bpath\"?[ \t]*[:=])[ \t\"']*$",
    re.IGNORECASE,
)
_FILE_ROOTS = frozenset(
    "home usr root opt etc var tmp data mnt lib lib64 bin sbin proc sys dev app apps"
    " logs log users conf plugins target src".split()
)
_FILE_END = re.compile(
    r"\.(?:jar|md|html?|txt|ya?ml|properties|log|sh|cmd|bat|sql|xml|java|py|conf|zip|gz"
    r"|png|jpe?g|js|css|go|pid)$",
    re.IGNORECASE,
)
_ID_PART = re.compile(
    r"/(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|[{$<].*?)(?=/|$)"
)
_OWN_HOST = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[{}<>$%*]|[^\x00-\x7f]|‹|:\d{2,5}$|:port$)",
    re.IGNORECASE,
)

_DOTTED = re.compile(
    r"(?<![\w./@#$\\-])(?:-D)?([a-z][\w-]{0,40}(?:(?:\.[a-z0-9][\w-]{0,40})|\[\d{1,3}\])"
    r"{1,12})",
    re.ASCII,
)
_ENVIRONMENT = re.compile(
    r"(?<![\w.$-])([A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){2,8})"
    r"(?=[ \t]*[=:]|[`\"' \t)])",
    re.ASCII,
)
# Part of an upper-case constant that names a fault, not a setting.
FAULT_NAME = re.compile(
    r"(?:^|_)(?:ERR|ERROR|INVALID|FAIL|FAILED|FAILURE|DENIED|EXCEPTION|REFUSED|TIMEOUT"
    r"|NOT|NO|OVER|UNKNOWN|ILLEGAL|EXPIRED|UNAVAILABLE|EXCEEDED|DISCONNECT\w*)(?:_|$)"
)
_NOT_A_KEY = frozenset(
    "com org net io cn java javax sun jdk www jakarta edu gov me this self e ex log"
    " logger system response request github docs answer opensource reactor kotlin scala"
    " lombok mvn raw".split()
)
_NOT_AT_END = frozenset(
    "com cn org net io top dev html md php example svc local".split()
)
_SHORT_KEYS = frozenset("server.port db.num db.url db.user db.password".split())
_YAML_KEYS = re.compile(
    r"(?<![\w./-])(server-addr|file-extension|refresh-enabled|shared-configs"
    r"|extension-configs|cluster-name|group-name|fail-fast|import-check|context-path)"
    r"(?![\w/-])",
    re.ASCII,
)

_KNOWN_PORTS = frozenset(
    "7848 8848 9848 9849 8080 8081 8443 3306 5432 6379 9200 2181 8719 8091 3658 8563"
    " 9092 15010 10848".split()
)
_LABELLED_PORT = re.compile(
    r"(?:端口号?|端口號?|連接埠|通訊埠|埠号?|\bport)[\"' \t:=是为為()]{0,5}(\d{2,5})"
    r"(?![\d.])|(?<![\d.:-])(\d{4,5})[ \t]?(?:端口|連接埠|通訊埠|埠|port\b)",
    re.IGNORECASE | re.ASCII,
)
_COLON_PORT = re.compile(r":(\d{4,5})(?![\d.:]|[A-Za-z])", re.ASCII)
_BARE_PORT = re.compile(r"(?<![\w.:/,$#-])(\d{4,5})(?![\w%]|[.:,-]\d)", re.ASCII)
_SOURCE_LINE = re.compile(r"\.(?:java|py|go|kt|js|ts|c|cc|cpp|scala|php|rb|cs)$", re.I)

# The lookbehind follows the first digit, so that the search can skip to digits.
_VERSION = re.compile(
    r"(\d(?<![\d.]\d)\d{0,3}(?:\.(?:\d{1,4}|x)){1,3})"
    r"(?:[.-](RELEASE|SNAPSHOT|GA|Final|(?:RC|BETA|ALPHA|M|SP)[.-]?\d{0,2}))?"
    r"(?![\d%]|\.\d|[A-Za-z]{2}(?<!ja|zi|ta)|:\d)",
    re.IGNORECASE | re.ASCII,
)
_VERSION_BEFORE = re.compile(
    r"(?:版本?|version|release|nacos|java|jdk|boot|cloud|alibaba|client|server|spring|[-_])"
    r"[\"'`号號:=为是 \t]{0,4}$",
    re.IGNORECASE,
)


def endpoints(text: str) -> _Found:
    """Yield the paths of HTTP calls, without host and query, ids as ``{id}``."""
    for match in _PATH.finditer(text):
        path = match.group().rstrip(".-").lower()
        start = match.start()
        near = text[max(0, start - 120) : start]
        before = re.split(r"[\s'\"`<>(),;=，。（：]", near)[-1]
        if _FILE_END.search(path) or path.split("/")[1] in _FILE_ROOTS:
            continue
        if before and not _is_own(before):
            continue
        roots = path.split("/")[1]
        called = _VERSIONED.search(path) or roots in _API_ROOTS
        if called or _CALL_BEFORE.search(near[-16:]):
            path = _ID_PART.sub("/{id}", path).rstrip("/")
            if "$" not in path and path.count("/") > 1:
                yield start, path, 1.0


def _is_own(before: str) -> bool:
    """Return whether a host is the writer's own server, not a public website."""
    if before.endswith(("}", "$")) and "://" not in before and ":" not in before[-6:]:
        return False  # ${home}/conf
    _, scheme, host = before.partition("://")
    if not scheme and not re.search(r":\d{2,5}$|^\[?\w", before):
        return not before.isascii()  # Chinese text without a space before the path
    return bool(_OWN_HOST.search(host or before))


def config_keys(text: str) -> _Found:
    """Yield dotted keys, environment variables, and well-known short keys."""
    for match in _DOTTED.finditer(text):
        key = re.sub(r"\[\d+\]", "", match[1]).rstrip("-_")
        if text[match.end()] not in "(/@\\" and _is_key(key):
            yield match.start(), key, 1.0
    for match in _ENVIRONMENT.finditer(text):
        if not FAULT_NAME.search(match[1]):
            yield match.start(), match[1], 0.8
    for match in _YAML_KEYS.finditer(text):
        yield match.start(), match[1], 0.6


def _is_key(key: str) -> bool:
    parts = key.split(".")
    if len(parts) < 3 or any(part.isdigit() for part in parts[:2]):
        return key in _SHORT_KEYS
    # ``c.a.n.client`` is a package name as loggers abbreviate it.
    shortened = len(parts[0]) == 1
    foreign = shortened or parts[0] in _NOT_A_KEY or parts[-1].lower() in _NOT_AT_END
    return not foreign and not _FILE_END.search(key) and len(key) <= 100


def ports(text: str) -> _Found:
    """Yield ports that are named as such, follow a host, or are well known."""
    for match in _LABELLED_PORT.finditer(text):
        port = match[1] or match[2]
        if 10 <= int(port) < 65536:
            yield match.start(), port, 1.0
    for match in _COLON_PORT.finditer(text):
        before = re.split(
            r"[\s'\"`(),;=/@]", text[max(0, match.start() - 80) : match.start()]
        )
        host, port = before[-1], match[1]
        placed = port in _KNOWN_PORTS or "." in host or host in ("localhost", "")
        if placed and not _SOURCE_LINE.search(host) and 1000 <= int(port) < 65536:
            yield match.start(), port, 0.8
    for match in _BARE_PORT.finditer(text):
        if match[1] in _KNOWN_PORTS:
            yield match.start(), match[1], 1.0


def versions(text: str) -> _Found:
    """Yield version numbers; two numbers only if they are named as a version."""
    for match in _VERSION.finditer(text):
        parts = match[1].lower().split(".")
        if len(parts) == 4 and int(parts[0]) < 1000:
            continue  # an address
        if len(parts[0]) == 4 and (len(parts) == 2 or parts[1][:1] == "0" != parts[1]):
            continue  # a date
        before = text[max(0, match.start() - 14) : match.start()]
        named = before[-1:] in ("v", "V") and not before[-2:-1].isdigit()
        bare = len(parts) == 2 and "x" not in parts and not named
        if bare and not _VERSION_BEFORE.search(before):
            continue
        suffix = f"-{match[2].lower()}" if match[2] else ""
        yield match.start(), ".".join(parts) + suffix, 1.0


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

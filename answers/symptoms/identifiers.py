"""Identifiers: find endpoints, configuration keys, ports and versions in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Position in the text, normalised value, and factor of the weight of its kind.
Found = Iterator[tuple[int, str, float]]

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


def endpoints(text: str) -> Found:
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


def config_keys(text: str) -> Found:
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


def ports(text: str) -> Found:
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


def versions(text: str) -> Found:
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

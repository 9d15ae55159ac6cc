"""Redaction: replace secrets in pasted text before it is stored or logged.

Messages, codes, ports, versions and class names stay, since they identify a fault.
Every pattern has few starting points and a bounded lookahead, so that no text takes
more than linear time.
"""

from __future__ import annotations

import re
from re import Match

_FLAGS = re.IGNORECASE | re.ASCII

# Values that are not secrets: placeholders, and words of messages such as
# "(using password: YES)".
_HARMLESS = re.compile(
    r"(?:null|none|nil|true|false|yes|no|undefined|empty|error|wrong|incorrect|invalid"
    r"|failed|required|expired|missing|string|include|omit|your\W?.*|x{2,}|\*+|\.{2,}|[$%{<‹#=-].*"
    r")[!.]*",
    re.IGNORECASE | re.DOTALL,
)

# A key that ends in the name of a secret, such as db.password.0 or MYSQL_PASSWORD.
_NAME = (
    r"(?P<password>pass(?:word|wd|phrase)|pwd|密码|密碼|口令)"
    r"|(?P<token>(?:access|refresh|auth|id|api|session|csrf)?[-_.]?token|令牌)"
    r"|(?P<session>j?session[-_]?id|phpsessid)"
    r"|(?P<key>(?:secret|access|private|api)[-_.]?key(?:[-_.]?(?:id|secret))?"
    r"|密钥|密鑰|secret|credentials?|identity\.value)"
    r"|(?P<short>(?<![a-z])[as]k)"
)
_KEY = (
    rf"(?<![\w.-])(?P<head>[\w.-]{{0,80}}?(?:{_NAME})(?:\.\d+|\[\d+\])?"
    r"\\?[\"']?[ \t]*(?:=>|[:=：＝]|是|为|為)[ \t]*)"
)
_PAIR = re.compile(
    rf"{_KEY}(?:(?P<open>\\?\"|')(?P<quoted>[^\"'\r\n\\]{{1,4000}})"
    r"|(?P<bare>[^\s\"'&,;<>)}\]\x80-\U0010ffff]{1,4000}))",
    _FLAGS,
)
# Alone on its line, a value may contain characters that end it elsewhere.
_LINE = re.compile(
    rf"^[ \t]*(?:export[ \t]+|-[ \t]+)?{_KEY}"
    r"(?P<bare>(?![\"'])[^\s&\x80-\U0010ffff]{1,4000})(?=[ \t]*(?:#.*)?$)",
    _FLAGS | re.MULTILINE,
)
_ELEMENT = re.compile(
    rf"(?P<head><(?:[\w.-]{{0,40}}[-.])?(?:{_NAME})>)(?P<bare>[^<>\r\n]{{1,4000}})(?=</)",
    _FLAGS,
)
_PROPERTY = re.compile(
    rf"(?P<head>name=\"[\w.-]{{0,60}}?(?:{_NAME})\"[ \t]+value=\")"
    r"(?P<bare>[^\"\r\n]{1,4000})",
    _FLAGS,
)

_PEM_BEGIN = re.compile(r"-----BEGIN (?:[A-Z]{1,20} ){0,3}PRIVATE KEY-----")
_PEM_END = re.compile(r"-----END (?:[A-Z]{1,20} ){0,3}PRIVATE KEY-----")
_PEM_LINES = re.compile(r"(?:(?:\\n|\s)*[A-Za-z0-9+/=]{16,})*")
_IPV4_PART = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_HOST = (
    r"(?:tcp\()?(?:localhost|\[|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|[\w-]{1,63}:\d{2,5})"
)

# The order matters: a whole token comes before patterns that match parts of it.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, _FLAGS), into)
    for pattern, into in (
        (r"(?<![\w-])eyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)?", "‹token›"),
        (
            r"(authorization\\?[\"']?[ \t]*[:=][ \t]*\\?[\"']?"
            r"(?:(?:bearer|basic|digest|token)[ \t]+)?)"
            r"(?!‹|(?:bearer|basic|digest|failed|header|error|invalid)\b)"
            r"(?=[^\s\"']{0,300}[\d=])[^\s\"',;\\]{4,4000}",
            r"\1‹token›",
        ),
        (
            r"\b(bearer[ \t]+|basic[ \t]+)(?=[^\s\"']{0,300}[\d=_])"
            r"[\w.~+/-]{6,4000}={0,2}",
            r"\1‹token›",
        ),
        (
            r"\b((?:set-)?cookie\\?[\"']?[ \t]*[:=][ \t]*\\?[\"']?)"
            r"(?=[\w.-]{1,80}=)[^\r\n\"'\\]{1,4000}",
            r"\1‹cookie›",
        ),
        (r"(?<![a-z0-9])LTAI[a-z0-9]{12,40}(?![a-z0-9])", "‹access key›"),
        (r"(?<![a-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![a-z0-9])", "‹access key›"),
        (r"(?<![a-z0-9])AKID[a-z0-9]{13,40}(?![a-z0-9])", "‹access key›"),
        (
            r"(?<![\w-])(?:gh[oprsu]_|github_pat_|glpat-|xox[abprs]-|sk-)[\w-]{16,200}",
            "‹token›",
        ),
        (
            r"(?<![\w+.-])([a-z][\w+.-]{0,30}://)([^\s:/@\"'<>]{0,100}):"
            r"(?!‹)[^\s/\"'<>@]{1,200}@",
            r"\1\2:‹password›@",
        ),
        (r"(jdbc:oracle:\w{1,10}:[\w$#]{1,60}/)[^\s@/]{1,100}@", r"\1‹password›@"),
        (
            rf"(?<![\w./:@-])((?!mailto:)[\w.-]{{1,64}}:)(?!‹)[^\s:@/\"'<>=]{{1,64}}"
            rf"@(?={_HOST})",
            r"\1‹password›@",
        ),
        (
            r"((?:\bmysql\w{0,8}|\bsshpass|\blogin|[ \t]-u[ \t=]?[\w.@$%-]{1,80})"
            r"(?:[ \t][^\r\n|;]{0,200}?)??[ \t]-p[ \t]?['\"]?)"
            r"(?![\d.]+:\d|\d{1,5}(?!\S)|‹)[^\s'\"<>|;&$‹-][^\s'\"|;&]{0,200}",
            r"\1‹password›",
        ),
        (
            r"((?<![\w-])--?(?:password|passwd|pass|pwd)[ \t]+['\"]?)"
            r"(?!‹)[^\s'\"<>|;&$‹-][^\s'\"|;&]{0,200}",
            r"\1‹password›",
        ),
        (
            r"(\bcurl\b[^\r\n|;]{0,300}?[ \t](?:-u|--user)[ \t=]?['\"]?"
            r"[^\s:'\"]{1,80}:)(?!‹)[^\s'\"]{1,200}",
            r"\1‹password›",
        ),
        (
            r"(\bredis-cli\b[^\r\n|;]{0,200}?[ \t]-a[ \t]+['\"]?)(?!‹)[^\s'\"]{1,200}",
            r"\1‹password›",
        ),
        (
            r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}"
            r"(?![\w-])",
            "‹email›",
        ),
        (
            rf"(?<![\d.])(?:10(?:\.{_IPV4_PART}){{3}}|192\.168(?:\.{_IPV4_PART}){{2}}"
            rf"|172\.(?:1[6-9]|2\d|3[01])(?:\.{_IPV4_PART}){{2}})(?!\.?\d)",
            "‹address›",
        ),
        (
            r"(?<![\w:.])(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f])"
            r"(?=:[0-9a-f:]{0,40}:)(?::[0-9a-f]{0,4}){2,7}(?:%\w{1,16})?",
            "‹address›",
        ),
        (
            r"(?<![\w.+-])(?:\+?86[- ]?)?1[3-9]\d(?:\d{8}|[- ]\d{4}[- ]\d{4})"
            r"(?![\w.-])",
            "‹phone›",
        ),
        (r"(?<![\w.+-])0\d{2,3}-[2-9]\d{6,7}(?![\w.-])", "‹phone›"),
        (
            r"(?<![\w.])\+\d{1,3}[- ](?:\(\d{1,4}\)[- ]?)?\d{2,4}(?:[- ]\d{2,4}){1,3}"
            r"(?![\w.-])",
            "‹phone›",
        ),
    )
)


def redact(text: str) -> str:
    """Return ``text`` with placeholders such as ``‹password›`` for its secrets.

    Redacting twice changes nothing more.
    """
    text = _without_private_keys(text)
    first, *rest = _RULES
    text = first[0].sub(first[1], text)
    for pattern in (_ELEMENT, _PROPERTY, _LINE, _PAIR):
        text = pattern.sub(_hide, text)
    for rule, into in rest:
        text = rule.sub(into, text)
    return text


def _hide(match: Match[str]) -> str:
    """Return the pair with a placeholder for its value, if that is a secret."""
    found = match.groupdict()
    value = found.get("quoted") or found["bare"]
    name = _placeholder(found)
    if _HARMLESS.fullmatch(value) or not value.isascii():
        return match.group()
    doubtful = found["short"] or (found["token"] or "").lower() in ("token", "令牌")
    if doubtful and len(value) < 20 and not re.search(r"\d", value):
        return match.group()  # "token: invalid" is a message
    return f"{match.group()[: -len(value)]}‹{name}›"


def _placeholder(found: dict[str, str]) -> str:
    for name in ("password", "token", "session"):
        if found[name]:
            return name
    return "key"


def _without_private_keys(text: str) -> str:
    """Return ``text`` without private keys in PEM form, truncated ones included."""
    kept, position = [], 0
    ends = [end.end() for end in _PEM_END.finditer(text)]
    for begin in _PEM_BEGIN.finditer(text):
        if begin.start() < position:
            continue
        while ends and ends[0] < begin.end():
            ends.pop(0)
        lines = _PEM_LINES.match(text, begin.end())
        stop = ends[0] if ends else (lines.end() if lines else begin.end())
        kept += [text[position : begin.start()], "‹private key›"]
        position = stop
    return "".join([*kept, text[position:]])

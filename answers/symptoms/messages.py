"""Messages: find English error messages in a text and normalise them."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 80  # characters of a normalised message
_LINE = 400  # characters that are read after a label

_LABEL = re.compile(
    r"\b(?:err(?:or)?_?(?:msg|message)|message|msg|reason|detail)"
    r"\\?[\"']?[ \t]*[:=][ \t]*\\?(?P<quote>[\"'])?",
    re.IGNORECASE | re.ASCII,
)
_THROWN = re.compile(
    r"[A-Za-z](?:Exception|Error)(?:\$\w{1,60})?[ \t]*:[ \t]*", re.ASCII
)

# Variable parts: quoted names, brackets, addresses, paths, ids, numbers.
_VARIABLE = re.compile(
    r"'[^'\n]{0,120}'|\"[^\"\n]{0,120}\"|`[^`\n]{0,120}`"
    r"|\[[^\[\]\n]{0,200}\]|\([^()\n]{0,200}\)|\{[^{}\n]{0,200}\}|<[^<>\n]{0,120}>"
    r"|[a-z][a-z0-9+.-]{0,15}://[^\s,;]{1,300}"
    r"|(?<![A-Za-z0-9])/{1,2}[\w.-]+(?:/+[\w.-]*)*|@?\b[0-9a-fA-F]{8,}\b"
    r"|[#$%@]?-?\b\d[\w.:/-]*",
    re.ASCII,
)
_NOT_ENGLISH = re.compile(r"[^\x00-\x7f‘’“”]")
_SENTENCE_END = re.compile(
    r"[!?;,|\n\r]|[.:](?=\s|$)|:(?=[A-Z])|\\[nrt]|(?<=\S)(?: - | -> |=)"
)
_QUOTED_NAME = re.compile(r"(?<=\s)['\"`][\w.$-]{1,60}['\"`] ", re.ASCII)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_'./-]*[A-Za-z0-9]|[A-Za-z]", re.ASCII)
_DROPPED = frozenset("a an the is are was were be been has have had".split())
_LEADS = re.compile(r"(?:(?:error|warn|fatal|err|exception|cause|msg)\b[\s:]*)+", re.I)

# Reason phrases of status lines, and messages without information.
_GENERIC = frozenset(
    (
        "forbidden|unauthorized|not found|bad request|internal server error|success|ok"
        "|method not allowed|not implemented|bad gateway|service unavailable|gateway"
        " timeout|null|none|failed|error|timeout|unknown|invalid|failure|request failed"
    ).split("|")
)

# Words that mark a message in running text: at its end (token invalid), or at its
# start (unknown user).
_ENDS = frozenset(
    "invalid expired failed failure denied refused illegal timeout missing mismatch"
    " unavailable exceeded rejected closed reset aborted disconnected unauthorized"
    " unrecognized unsupported undefined deprecated error".split()
)
_STARTS = frozenset(
    "unknown invalid illegal no failed fail unable cannot missing".split()
)
_AFTER_NOT = frozenset(
    "found connected exist exists supported allowed available set match matched"
    " implemented permitted ready initialized enabled authorized registered present"
    " configured defined".split()
)
_STOP = frozenset(
    "how why what when where which who if it its this that these my i you we they"
    " to of for with from in on at by and or but as so do does did can could will"
    " would should may get gets got getting see show shows says said report reports"
    " reported return returns returned fix solve resolve after before error errors"
    " exception your our all any some then than there here use used using via vs"
    " problem issue cause caused status code message http".split()
)
_TRAILING = _STOP - {"error"}


def labelled_messages(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and normal form of messages after labels and exceptions."""
    for match in _LABEL.finditer(text):
        quote = match["quote"]
        rest = text[match.end() : match.end() + _LINE]
        if quote:
            rest = rest.partition(quote)[0].rstrip("\\")
        yield match.start(), normalise(rest)
    for match in _THROWN.finditer(text):
        rest = text[match.end() : match.end() + _LINE].partition("\n")[0]
        if not _THROWN.search(rest):  # the last of a chain has the message
            yield match.start(), normalise(rest)


def unlabelled_messages(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and normal form of messages in running text."""
    for start, words in _runs(_QUOTED_NAME.sub("", text)):
        at = floor = 0
        while at < len(words):
            first, last = _around(words, at, floor)
            if last - first >= 2:
                message = _join(words[first:last])
                if message:
                    yield start, message
                at = floor = last
            else:
                at += 1


def normalise(message: str) -> str:
    """Return the first sentence of a message in lower case, without variable parts.

    Empty if it is not English, or if fewer than two words are left.
    """
    message = _NOT_ENGLISH.split(message, maxsplit=1)[0]
    message = _LEADS.sub("", _VARIABLE.sub(" ", message), count=1)
    found = ""
    for part in _SENTENCE_END.split(message)[:6]:
        found = _join(_WORD.findall(part))
        if found.count(" ") >= 1:
            break
    return found


def _join(words: list[str]) -> str:
    kept = [word.lower().replace("'", "") for word in words]
    kept = [word for word in kept if word not in _DROPPED and not _is_name(word)]
    while kept and (len(" ".join(kept)) > LONGEST or kept[-1] in _TRAILING):
        kept.pop()
    message = " ".join(kept)
    if len(kept) < 2 or message in _GENERIC or len(message) < 6:
        return ""
    return message


def _is_name(word: str) -> bool:
    """Return whether a word is a package name or a routing label."""
    return word.count(".") > 1 or word.endswith("-opensource")


def _runs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield position and words (lower case) of each run of English words."""
    words: list[str] = []
    start = end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if words and between not in (" ", "  "):
            yield start, words
            words = []
        if not words:
            start = match.start()
        words.append(match.group().lower())
        end = match.end()
    if words:
        yield start, words


def _around(words: list[str], at: int, floor: int) -> tuple[int, int]:
    """Return start and end of the message around word ``at``; equal without one."""
    word, following = words[at], words[at + 1 : at + 2]
    if word == "not" and following and following[0] in _AFTER_NOT:
        return _left(words, at, floor), at + 2
    if word in ("timed", "time") and following == ["out"]:
        return _left(words, at, floor), at + 2
    if word in _ENDS:
        first = _left(words, at, floor)
        if at - first >= (2 if word == "error" else 1):
            return first, at + 1
    if word in _STARTS:
        return at, _right(words, at)
    return at, at


def _left(words: list[str], at: int, floor: int) -> int:
    first = at
    while first > max(floor, at - 4):
        if words[first - 1] in _STOP or _is_name(words[first - 1]):
            break
        first -= 1
    while first < at and words[first] in _DROPPED:
        first += 1
    return first


def _right(words: list[str], at: int) -> int:
    last = at + 1
    if last < len(words) and words[last] == "to":
        last += 1
    while last < min(len(words), at + 5) and words[last] not in _STOP:
        last += 1
    return last if last > at + 1 else at

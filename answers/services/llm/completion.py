"""Completion: the streamed answer of an OpenAI-compatible server.

Time and size are limited, and the content is checked: a server may never end, send
too much, or send something else.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any

import httpcore2
from django.conf import settings

from answers.lib.deadlines import Backend, Deadline
from answers.services.llm.errors import RewordingError, failed_recently

CONNECT = 5.0  # seconds until there is a connection
SILENCE = 15.0  # seconds between two bytes
LINE = 65_536  # bytes of one event
EXTRA, EACH = 65_536, 2_000  # bytes of a whole answer: at least, and more a token
LETTERS = 8  # characters a token may have
_TROUBLE = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    OSError,
    ValueError,
)


def llm_configured() -> bool:
    """Whether a language model is configured at all."""
    return bool(settings.KB_LLM_URL and settings.KB_LLM_MODEL)


def llm_available() -> bool:
    """Whether a page may offer it: configured, and without a recent failure."""
    return llm_configured() and not failed_recently()


class Completion:
    """The pieces of one answer as they come; ``cut`` where the token limit ended it."""

    def __init__(self, messages: Sequence[dict[str, str]], deadline: Deadline) -> None:
        self.cut = False
        self._body = json.dumps(
            {
                "model": settings.KB_LLM_MODEL,
                "messages": messages,
                "stream": True,
                "temperature": 0,
                "max_tokens": settings.KB_LLM_TOKENS,
            }
        ).encode()
        self._deadline = deadline

    def __iter__(self) -> Iterator[str]:
        """Yield text. Raises RewordingError."""
        most = settings.KB_LLM_TOKENS * LETTERS
        try:
            with closing(self._pieces()) as pieces:
                for piece in pieces:
                    most -= len(piece)
                    if most < 0:
                        raise RewordingError("too_long")
                    yield piece
        except httpcore2.TimeoutException as error:
            raise RewordingError("timeout", type(error).__name__) from error
        except _TROUBLE as error:
            detail = f"{type(error).__name__}: {error}"
            raise RewordingError("unreachable", detail) from error

    def _pieces(self) -> Generator[str, None, None]:
        limits = {"connect": CONNECT, "read": SILENCE, "write": SILENCE, "pool": 1.0}
        with (
            httpcore2.ConnectionPool(
                ssl_context=_trusted(), network_backend=Backend(self._deadline)
            ) as pool,
            pool.stream(
                "POST",
                f"{settings.KB_LLM_URL.rstrip('/')}/chat/completions",
                headers=self._headers(),
                content=self._body,
                extensions={"timeout": limits},
            ) as response,
        ):
            _check(response)
            for line in _lines(response):
                if line in (b"data: [DONE]", b"data:[DONE]"):
                    return
                if line.startswith(b"data:"):
                    text, ended = _read(line[5:])
                    yield text
                    if ended:
                        self.cut = ended == "length"
                        return
        raise RewordingError("broken_off", "the stream ended before the answer did")

    def _headers(self) -> list[tuple[str, str]]:
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(self._body))),
            ("Accept", "text/event-stream"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", "Dayi/1.0"),
        ]
        if settings.KB_LLM_KEY:
            headers.append(("Authorization", f"Bearer {settings.KB_LLM_KEY}"))
        return headers


@lru_cache(1)
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _check(response: httpcore2.Response) -> None:
    if response.status != 200:
        raise RewordingError("refused", f"HTTP {response.status}")
    headers = {name.lower(): value.lower() for name, value in response.headers}
    kind = headers.get(b"content-type", b"").decode("latin-1")
    if not kind.startswith("text/event-stream"):
        raise RewordingError("garbled", f"no event stream but {kind}")


def _lines(response: httpcore2.Response) -> Iterator[bytes]:
    """Yield whole lines; a last one without its end is broken off."""
    left, rest = EXTRA + EACH * settings.KB_LLM_TOKENS, b""
    for chunk in response.iter_stream():
        left -= len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        if left < 0 or len(rest) > LINE or any(len(line) > LINE for line in lines):
            raise RewordingError("too_long", "more bytes than such an answer has")
        yield from (line.strip() for line in lines)


def _read(data: bytes) -> tuple[str, str]:
    """Return the text of an event, and why the answer ends if it does."""
    try:
        event = json.loads(data.decode())
        choices = event["choices"]
        if not choices:  # the event that only tells the usage
            return "", ""
        choice = choices[0]
        delta: dict[str, Any] = choice.get("delta") or {}
        text, refusal = delta.get("content") or "", delta.get("refusal")
        ended = choice.get("finish_reason") or ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as no:
        raise RewordingError("garbled", f"no event: {type(no).__name__}") from no
    if refusal or ended == "content_filter":
        raise RewordingError("refused", "the model will not answer")
    if not isinstance(text, str) or not isinstance(ended, str):
        raise RewordingError("garbled", "an event's text is no text")
    return text, ended

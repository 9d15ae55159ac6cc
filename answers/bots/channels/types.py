"""Types of all channels, in no service's format, and how requests are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from answers.lib.errors import CredentialsError, InvalidError
from answers.models import Channel
from answers.services.channels import ChatMessage, Thread
from answers.services.delivery import post
from answers.text.normalization import clean

JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
LONGEST_QUESTION = 20_000  # characters
LONGEST_TEXT = 1_500  # characters of an answer in a card: a chat is not a page


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request as it came; the signature is over ``body``.

    The names of ``headers`` are in lower case.
    """

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    now: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Ack:
    """The response to a request: an answered challenge, or an acknowledgement."""

    body: str = ""
    kind: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Message(ChatMessage):
    """A question from a chat, with the response to the request that brought it."""

    ack: Ack = field(default_factory=Ack)


@dataclass(frozen=True, slots=True)
class Link:
    """A title and where it leads."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """An answer as chats show it.

    ``aside``: shown to the sender alone, where the service can do that.
    """

    heading: str
    text: str
    sources: tuple[Link, ...] = ()
    buttons: tuple[Link, ...] = ()
    aside: bool = False


class ChatService(Protocol):
    """What the module of a service offers."""

    def read(self, channel: Channel, call: Call) -> Message | Ack:
        """Verify a request and read it. Raises CredentialsError, InvalidError."""

    def send(self, channel: Channel, thread: Thread, card: Card) -> str:
        """Show a card in a thread; return the service's answer for the log.

        Raises RefusedError, UnreachedError.
        """


def signature_error() -> CredentialsError:
    """Return the refusal of a signature that does not fit."""
    msg = "The signature does not fit: compare the secrets here and at the service."
    return CredentialsError(msg, code="signature_invalid")


def clock_error() -> CredentialsError:
    """Return the refusal of a message whose time is too far from now."""
    msg = "The message is too old or from the future: compare the clocks."
    return CredentialsError(msg, code="signature_stale")


def check_timestamp(stamp: str, call: Call, seconds: float) -> None:
    """Raise CredentialsError for a time (seconds since 1970) too far from now."""
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 13):
        raise signature_error()
    if abs(call.now - int(stamp)) > seconds:
        raise clock_error()


def read_json(body: bytes) -> dict[str, Any]:
    """Return a JSON object. Raises InvalidError."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        msg = "The body is no JSON."
        raise InvalidError(msg, field="body") from error
    if not isinstance(found, dict):
        msg = "The body is no JSON object."
        raise InvalidError(msg, field="body")
    return found


def post_json(
    url: str, body: object, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Post JSON; return the JSON answer.

    Raises RefusedError, UnreachedError and InvalidError.
    """
    data = json.dumps(body, ensure_ascii=False).encode()
    return read_json(post(url, data, JSON_HEADERS | dict(headers or {}))[1])


def text_at(values: Any, *path: str) -> str:
    """Return the text at a path of nested objects, empty where there is none.

    Characters that a database refuses are taken out.
    """
    for name in path:
        values = values.get(name) if isinstance(values, dict) else None
    return clean(values) if isinstance(values, str) else ""

"""What every channel reads and writes: plain values, no service's format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from answers.lib.errors import CredentialsError, InvalidError
from answers.models import Channel
from answers.text.normalization import clean

LONGEST_QUESTION = 20_000  # characters
LONGEST_TEXT = 1_500  # characters of an answer in a card: a chat is not a page


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request as it came: ``body`` is what the signature is over."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    now: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Ack:
    """What is answered at once: a challenge, or that the message came."""

    body: str = ""
    kind: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Message:
    """A question that came by a channel.

    ``event_id`` is the same when the service sends it again; ``thread`` is what the
    channel needs to answer there; ``sender`` who asked, as the service names them.
    """

    text: str
    event_id: str
    thread: Mapping[str, Any]
    ack: Ack = field(default_factory=Ack)
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A title and where it leads."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """An answer as chats show it: a heading, a text, sources, buttons.

    ``aside`` is for who asked alone, where the service can do that.
    """

    heading: str
    text: str
    sources: tuple[Link, ...] = ()
    buttons: tuple[Link, ...] = ()
    aside: bool = False


class Room(Protocol):
    """What a channel's module offers."""

    SECRETS: tuple[str, ...]

    def read(self, channel: Channel, call: Call) -> Message | Ack:
        """Verify a request and read it. Raises CredentialsError, InvalidError."""

    def send(self, channel: Channel, thread: Mapping[str, Any], card: Card) -> str:
        """Show a card in a thread; return what came back.

        Raises RefusedError, UnreachedError.
        """


def forged() -> CredentialsError:
    """Return the refusal of a signature that does not fit."""
    msg = "The signature does not fit: compare the secrets here and at the service."
    return CredentialsError(msg, code="signature_invalid")


def stale() -> CredentialsError:
    """Return the refusal of a message from another time."""
    msg = "The message is too old or from the future: compare the clocks."
    return CredentialsError(msg, code="signature_stale")


def fresh(stamp: str, call: Call, seconds: float) -> int:
    """Return a time stamp in seconds, if it is near to now. Raises CredentialsError."""
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 13):
        raise forged()
    moment = int(stamp)
    if abs(call.now - moment) > seconds:
        raise stale()
    return moment


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


def text_at(values: Any, *path: str) -> str:
    """Return the text at a place of nested objects, empty where there is none.

    What no table could keep is taken out of it.
    """
    for name in path:
        values = values.get(name) if isinstance(values, dict) else None
    return clean(values) if isinstance(values, str) else ""

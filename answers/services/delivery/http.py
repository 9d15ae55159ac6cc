"""Calling: one HTTP request to the outside, and never to the inside.

The name is looked up once, every address it has must be a public one, and exactly one
of those is connected to: so no second look-up can lead elsewhere (DNS rebinding).
Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpcore2
from django.conf import settings
from django.utils.translation import gettext as _

from answers.lib.deadlines import Backend, Deadline
from answers.lib.errors import InvalidError
from answers.services.delivery.queue import RefusedError, UnreachedError
from answers.text.normalization import cut, one_line

SECONDS = 10.0  # of silence, in any phase
IN_ALL = 30.0  # seconds: less than the lease of a delivery
READ = 20_000  # bytes of an answer that are looked at
AGENT = "Dayi/1.0"
_PHASES = ("connect", "read", "write", "pool")
_TROUBLE = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    OSError,
)
# What says that the same again would not help: the address is wrong, or not wanted.
FINAL = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})


def url_check(url: str) -> str:
    """Return an address that can be posted to. Raises InvalidError.

    What its name leads to is looked at when something is sent, each time.
    """
    try:
        parts = urlsplit(url.strip())
        called = parts.scheme in ("http", "https") and parts.port != 0
        usable = called and parts.hostname and not (parts.username or parts.password)
    except ValueError:
        usable = False
    if not usable:
        msg = _("Give an address that begins with https:// and holds no password.")
        raise InvalidError(msg, field="url")
    return url.strip()


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, method: str = "POST"
) -> tuple[int, bytes]:
    """Post a body; return status and the beginning of the answer.

    Raises UnreachedError where nothing came back or the answer is not a success, and
    RefusedError where trying again is of no use.
    """
    sent = {"User-Agent": AGENT, "Content-Length": str(len(body)), **headers}
    try:
        with (
            _pool() as pool,
            pool.stream(
                method,
                url,
                headers=list(sent.items()),
                content=body,
                extensions={"timeout": dict.fromkeys(_PHASES, SECONDS)},
            ) as response,
        ):
            answer = _beginning(response)
    except _PrivateAddressError as error:
        raise RefusedError(str(error)) from error
    except (*_TROUBLE, ValueError) as error:
        msg = f"{type(error).__name__}: {error}"
        raise UnreachedError(msg) from error
    if not 200 <= response.status < 300:
        told = cut(one_line(answer.decode(errors="replace")), 120)
        msg = f"HTTP {response.status}: {told}"
        if response.status in FINAL:
            raise RefusedError(msg)
        raise UnreachedError(msg, pause=_pause(response))
    return response.status, answer


def _pool() -> httpcore2.ConnectionPool:
    return httpcore2.ConnectionPool(
        ssl_context=ssl.create_default_context(),
        network_backend=_Outside(Deadline(IN_ALL)),
    )


def _beginning(response: httpcore2.Response) -> bytes:
    found = b""
    for chunk in response.iter_stream():
        found += chunk
        if len(found) >= READ:
            break
    return found[:READ]


def _pause(response: httpcore2.Response) -> int:
    headers = {name.lower(): value for name, value in response.headers}
    said = headers.get(b"retry-after", b"").decode("latin-1")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else 0


class _PrivateAddressError(Exception):
    """The name leads to this machine or its network."""


class _Outside(Backend):
    """Connects to public addresses alone, and not for ever."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        address = _public_address(host, port)
        return super().connect_tcp(
            address, port, timeout, local_address, socket_options
        )


def _public_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        msg = f"{host} has no address: {error}"
        raise httpcore2.ConnectError(msg) from error
    addresses = [str(entry[4][0]) for entry in found]
    if settings.KB_WEBHOOK_PRIVATE:
        return addresses[0]
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        if not (mapped or address).is_global or address.is_multicast:
            msg = f"{host} leads to the private address {text}: refused"
            raise _PrivateAddressError(msg)
    return addresses[0]

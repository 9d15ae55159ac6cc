"""HTTP: one request to a server outside, never to the own network.

The host name is looked up once, each of its addresses must be public, and one of those
is connected to: a second look-up could give another address (DNS rebinding). Redirects
are not followed. With KB_WEBHOOK_PRIVATE private addresses are allowed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from urllib.parse import urlsplit

import httpcore2
from django.conf import settings
from django.utils.translation import gettext as _

from answers.lib.deadlines import Backend, Deadline
from answers.lib.errors import InvalidError
from answers.services.delivery.queue import RefusedError, UnreachedError
from answers.text.normalization import cut, one_line

SECONDS = 10.0  # without a byte, in any phase
IN_ALL = 30.0  # seconds for the whole exchange: less than ``queue.LEASE``
READ = 20_000  # bytes of an answer that are read
AGENT = "Dayi/1.0"
_PHASES = ("connect", "read", "write", "pool")
_FAILURES = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    OSError,
)
# Statuses after which a repetition would not help: wrong address, or not wanted.
FINAL = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})


def url_check(url: str) -> str:
    """Return an address that can be posted to, stripped. Raises InvalidError.

    Where its host name leads is checked with each request.
    """
    try:
        parts = urlsplit(url.strip())
        http = parts.scheme in ("http", "https") and parts.port != 0
        usable = http and parts.hostname and not (parts.username or parts.password)
    except ValueError:
        usable = False
    if not usable:
        msg = _("Give an address that begins with https:// and holds no password.")
        raise InvalidError(msg, field="url")
    return url.strip()


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, method: str = "POST"
) -> tuple[int, bytes]:
    """Send a body; return the status and the first ``READ`` bytes of the answer.

    Raises UnreachedError where there is no answer or its status is no success, and
    RefusedError where another attempt would not help.
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
            answer = _first_bytes(response)
    except _PrivateAddressError as error:
        raise RefusedError(str(error)) from error
    except (*_FAILURES, ValueError) as error:
        msg = f"{type(error).__name__}: {error}"
        raise UnreachedError(msg) from error
    if not 200 <= response.status < 300:
        text = cut(one_line(answer.decode(errors="replace")), 120)
        msg = f"HTTP {response.status}: {text}"
        if response.status in FINAL:
            raise RefusedError(msg)
        raise UnreachedError(msg, pause=_pause(response))
    return response.status, answer


def _pool() -> httpcore2.ConnectionPool:
    return httpcore2.ConnectionPool(
        ssl_context=ssl.create_default_context(),
        network_backend=_PublicBackend(Deadline(IN_ALL)),
    )


def _first_bytes(response: httpcore2.Response) -> bytes:
    found = b""
    for chunk in response.iter_stream():
        found += chunk
        if len(found) >= READ:
            break
    return found[:READ]


def _pause(response: httpcore2.Response) -> int:
    """Return the seconds of ``Retry-After``, 0 where it is missing or a date."""
    headers = {name.lower(): value for name, value in response.headers}
    value = headers.get(b"retry-after", b"").decode("latin-1")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 8 else 0


class _PrivateAddressError(Exception):
    """A host name leads to this machine or its network."""


class _PublicBackend(Backend):
    """Connects to public addresses alone, until a deadline."""

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
        if not _is_public(ipaddress.ip_address(text.partition("%")[0])):
            msg = f"{host} leads to the private address {text}: refused"
            raise _PrivateAddressError(msg)
    return addresses[0]


# RFC 6052, and the IPv4-compatible form of RFC 4291: IPv4 in the last 32 bits.
_IPV4_INSIDE = [ipaddress.ip_network(text) for text in ("64:ff9b::/96", "::/96")]
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is public, and the IPv4 address within it, if any.

    Teredo addresses are never global.
    """
    inner = None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        inner = address.sixtofour
        if any(address in network for network in _IPV4_INSIDE):
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
    if not address.is_global or address.is_multicast or address in _LOCAL_NAT64:
        return False
    return inner is None or _is_public(inner)

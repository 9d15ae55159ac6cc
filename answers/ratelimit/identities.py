"""Identities of visitors: keyed hashes, so that no address or cookie is stored."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_network
from typing import Any

from django.utils.crypto import salted_hmac

from answers.lib.addresses import read_address

SALT = "answers.feedback.visitor"


def new_visitor() -> str:
    """Return a random identity for a cookie."""
    return secrets.token_urlsafe(24)


def visitor_identity(given: str, *, space: str = "") -> str:
    """Return the keyed hash that is stored for an identity of a cookie or a bot.

    Whoever reads the table cannot vote in somebody's name. In another ``space``, such
    as ``bot:7``, the same name is another visitor.
    """
    return "v:" + _keyed(given, salt=f"{SALT}.{space}" if space else SALT)


def address_identity(address: str) -> str:
    """Return the keyed hash of an address, for callers without an identity.

    A /64 of IPv6 is one caller: that is the least one connection is given (RFC 6177).
    The address itself is never stored.
    """
    found = read_address(address)
    if isinstance(found, IPv6Address):
        return "a:" + _keyed(str(ip_network((found, 64), strict=False)))
    return "a:" + _keyed(str(found or address))


def _keyed(value: str, *, salt: str = SALT) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()[:40]


def caller_address(meta: Mapping[str, Any], *, proxies: int) -> str:
    """Return the address of a request's caller; ``meta`` is ``request.META``.

    With ``proxies`` trusted proxies in front, the entry that the outermost of them
    wrote into X-Forwarded-For; a caller can forge only the entries before it. An entry
    that is no address is ignored. The address is as ``read_address`` returns it,
    without a port.
    """
    own = str(meta.get("REMOTE_ADDR", ""))
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    found = None
    if proxies and len(forwarded) >= proxies:
        found = read_address(forwarded[-proxies])
    return str(found or read_address(own) or own)

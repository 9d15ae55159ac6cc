"""Identities of visitors: keyed hashes, so that no address or cookie is stored."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

SALT = "answers.feedback.visitor"


def new_visitor() -> str:
    """Return a random identity for a cookie."""
    return secrets.token_urlsafe(24)


def visitor_identity(given: str) -> str:
    """Return the keyed hash that is stored for an identity of a cookie or a bot.

    Whoever reads the table cannot vote in somebody's name.
    """
    return "v:" + _keyed(given)


def address_identity(address: str) -> str:
    """Return the keyed hash of an address, for callers without an identity.

    The address itself is never stored.
    """
    return "a:" + _keyed(address)


def _keyed(value: str) -> str:
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:40]


def caller_address(meta: Mapping[str, Any], *, proxies: int) -> str:
    """Return the address of a request's caller; ``meta`` is ``request.META``.

    With ``proxies`` trusted proxies in front, the entry that the outermost of them
    wrote into X-Forwarded-For; a caller can forge only the entries before it.
    """
    forwarded = [
        part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    ]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return str(forwarded[-proxies])
    return str(meta.get("REMOTE_ADDR", ""))

"""Visitors: tell one from another without keeping who they are."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

SALT = "answers.feedback.visitor"


def new_visitor() -> str:
    """Return a fresh random identity, to be kept in a cookie."""
    return secrets.token_urlsafe(24)


def visitor_identity(given: str) -> str:
    """Return what is stored for an identity that a cookie or a bot gave.

    A keyed hash: whoever reads the table cannot vote in somebody's name.
    """
    return "v:" + _keyed(given)


def address_identity(address: str) -> str:
    """Return what stands for an address, for callers without an identity.

    A keyed hash as well; the address itself is never stored.
    """
    return "a:" + _keyed(address)


def _keyed(value: str) -> str:
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:40]


def caller_address(meta: Mapping[str, Any], *, proxies: int) -> str:
    """Return the address of a request's caller, to be hashed at once.

    With ``proxies`` trusted proxies in front, the entry that the outermost of them
    wrote into X-Forwarded-For; a caller can forge only the entries before it.
    """
    forwarded = [
        part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    ]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return str(forwarded[-proxies])
    return str(meta.get("REMOTE_ADDR", ""))

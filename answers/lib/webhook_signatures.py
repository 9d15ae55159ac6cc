"""Webhook signatures: symmetric ones of Standard Webhooks 1.0."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

SECRET_MARK = "whsec_"  # noqa: S105


def sign(secrets: Iterable[str], *, id: str, timestamp: int, body: str) -> str:
    """Return the value of the header ``webhook-signature``, a signature per secret.

    ``timestamp`` is in seconds since 1970. See https://www.standardwebhooks.com.
    """
    signed = f"{id}.{timestamp}.{body}".encode()
    return " ".join(
        "v1," + base64.b64encode(_digest(secret, signed)).decode() for secret in secrets
    )


def _digest(secret: str, signed: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    return hmac.new(key, signed, hashlib.sha256).digest()

"""Tokens: what a service gives for an app's secrets, cached while it is valid.

All workers share one: WeCom blocks apps that fetch a token with every message.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache

from answers.lib.fingerprints import fingerprint
from answers.models import Channel

EARLY = 300  # seconds before its end at which a token is replaced


def kept_token(channel: Channel, fetch: Callable[[], tuple[str, object]]) -> str:
    """Return the cached token; ``fetch`` returns a new one and its life in seconds."""
    key = _key(channel)
    known = cache.get(key)
    if isinstance(known, str):
        return known
    token, seconds = fetch()
    life = (seconds if isinstance(seconds, int) else 0) - EARLY
    if life > 0:
        cache.set(key, token, timeout=life)
    return token


def forget_token(channel: Channel) -> None:
    """Drop the cached token, because the service refused it."""
    cache.delete(_key(channel))


def _key(channel: Channel) -> str:
    return f"chat-token:{channel.pk}:{fingerprint(channel.secrets, channel.api_base)}"

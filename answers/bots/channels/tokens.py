"""Tokens: what a service gives for an app's secrets, kept while it counts.

All workers use the same; WeCom stops apps that fetch one with every message.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache

from answers.lib.fingerprints import fingerprint
from answers.models import Channel

EARLY = 300  # seconds before its end that a token is no longer used


def kept_token(channel: Channel, fetch: Callable[[], tuple[str, object]]) -> str:
    """Return the channel's token; ``fetch`` gets another, and its life in seconds."""
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
    """Fetch a token anew next time: the service did not take this one."""
    cache.delete(_key(channel))


def _key(channel: Channel) -> str:
    return f"chat-token:{channel.pk}:{fingerprint(channel.secrets, channel.api_base)}"

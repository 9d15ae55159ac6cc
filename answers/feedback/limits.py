"""Limits: how often something may happen, counted in the cache all workers share."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.utils.translation import gettext as _

from answers.lib.errors import RateLimitedError

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_rate(rate: str) -> tuple[int, int]:
    """Return count and seconds of a rate such as ``60/min``."""
    count, _, period = rate.partition("/")
    return int(count), PERIODS[period[:1]]


def seconds_to_wait(
    scope: str, identity: str, rate: str | None, *, factor: int = 1
) -> int:
    """Count one more; return 0 where that is allowed, else the seconds to wait.

    A fixed window: at most ``factor`` times the rate's count in each period of the
    clock.
    """
    if not rate:
        return 0
    count, period = parse_rate(rate)
    count *= factor
    now = time.time()
    key = f"rate:{scope}:{identity}:{int(now // period)}"
    if cache.add(key, 1, timeout=period + 5):
        return 0
    try:
        used = cache.incr(key)
    except ValueError:  # it expired between the two calls
        return 0
    return 0 if used <= count else max(1, int(period - now % period) + 1)


def check_rate(scope: str, identity: str, rate: str | None) -> None:
    """Count one more. Raises RateLimitedError where that is one too many."""
    wait = seconds_to_wait(scope, identity, rate)
    if wait:
        msg = _("Too many at once: try again in {wait} seconds.").format(wait=wait)
        raise RateLimitedError(msg, seconds=wait)

"""Rate limits in fixed windows, exact over all workers."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from django.utils.translation import gettext as _

from answers.lib.errors import RateLimitedError
from answers.ratelimit.counter import count_up

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit after a count.

    ``used`` of ``limit`` in this window of ``period`` seconds, which ends in ``left``.
    """

    scope: str
    limit: int
    used: int
    period: int
    left: int

    @property
    def allowed(self) -> bool:
        """Whether the call just counted may pass."""
        return self.used <= self.limit

    @property
    def remaining(self) -> int:
        """How many more calls may pass in this window."""
        return max(0, self.limit - self.used)

    @property
    def wait(self) -> int:
        """Seconds until the next call may pass; 0 where this one may."""
        return 0 if self.allowed else self.left


def parse_rate(rate: str) -> tuple[int, int]:
    """Return calls and seconds of a rate such as ``60/min``."""
    count, _, period = rate.partition("/")
    return int(count), PERIODS[period[:1]]


def count_one(
    scope: str, identity: str, rate: str | None, *, factor: int = 1
) -> Allowance | None:
    """Count one call and return what is left; None without a rate.

    At most ``factor`` times the rate's calls may pass in each window.
    """
    if not rate:
        return None
    limit, period = parse_rate(rate)
    now = time.time()
    key = f"rate:{scope}:{identity}:{int(now // period)}"
    return Allowance(
        scope=scope,
        limit=limit * factor,
        used=count_up(key, seconds=period + 5),
        period=period,
        left=max(1, math.ceil(period - now % period)),
    )


def seconds_to_wait(
    scope: str, identity: str, rate: str | None, *, factor: int = 1
) -> int:
    """Count one call; return 0 where it may pass, else the seconds to wait."""
    allowance = count_one(scope, identity, rate, factor=factor)
    return allowance.wait if allowance else 0


def check_rate(scope: str, identity: str, rate: str | None) -> None:
    """Count one call. Raises RateLimitedError where it may not pass."""
    wait = seconds_to_wait(scope, identity, rate)
    if wait:
        msg = _("Too many at once: try again in {wait} seconds.").format(wait=wait)
        raise RateLimitedError(msg, seconds=wait)

"""Standing: what readers have made of an article, as a factor of its score.

Small on purpose: votes decide between answers that fit equally well, never against
one that fits better. A vote shows in the ranking within a minute.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from answers.lib.vote_weights import wilson_bound
from answers.models import Article

READ_EVERY = 60.0  # seconds between two readings of one process
MOST = 5_000  # articles whose votes are counted, the most voted on first
VOTES_SHARE = 0.1  # what certain praise adds, and certain blame takes
LEAST_VOTES = 3  # fewer say nothing


class Standing:
    """The factors, in memory: by the pk of an article, 1 left out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Read the tables at the next call."""
        self._factors: Mapping[int, float] = {}
        self._read = float("-inf")

    def factors(self) -> Mapping[int, float]:
        """Return what scores are multiplied by."""
        if time.monotonic() - self._read >= READ_EVERY:
            with self._lock:
                if time.monotonic() - self._read >= READ_EVERY:  # nobody did meanwhile
                    self._factors = read_standing()
                    self._read = time.monotonic()
        return self._factors


standing = Standing()


def current_standing() -> Mapping[int, float]:
    """Return what scores are multiplied by, not older than a minute."""
    return standing.factors()


def read_standing() -> dict[int, float]:
    """Return the factor of each article whose readers have spoken."""
    voted = Article.objects.most_voted(LEAST_VOTES)[:MOST]
    rows = voted.values_list("pk", "up_weight", "down_weight")
    factors = {pk: votes_factor(up, down) for pk, up, down in rows}
    return {pk: factor for pk, factor in factors.items() if factor != 1.0}


def votes_factor(up: float, down: float) -> float:
    """Return 1 where votes say nothing for certain, by a tenth more or less at most.

    Certain is what Wilson's lower bound says of either opinion.
    """
    certain = wilson_bound(up, down) - wilson_bound(down, up)
    return round(1 + VOTES_SHARE * certain, 3)

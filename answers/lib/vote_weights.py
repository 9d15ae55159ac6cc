"""Vote weights: what the votes on an article are worth in rankings."""

from __future__ import annotations

import math

# The weight of a vote on a revision that is not the current one: readers no longer see
# its text. Used for ranking and for the support of causes.
OLDER_REVISION = 0.5

_Z = 1.96  # of a normal distribution, for 95 % confidence
_FLOOR = 0.25  # the lowest weight, of an answer with 差评 alone


def wilson_bound(up: float, down: float) -> float:
    """Return a lower bound of the share of 好评, 0 to 1; 0 without votes.

    It is the lower end of the Wilson score interval (E. B. Wilson 1927): with the same
    share, more votes give a higher bound.
    """
    total = up + down
    if total <= 0 or up < 0 or down < 0:
        return 0.0
    share, z2 = up / total, _Z * _Z
    spread = _Z * math.sqrt((share * (1 - share) + z2 / (4 * total)) / total)
    return max(0.0, (share + z2 / (2 * total) - spread) / (1 + z2 / total))


def vote_factor(up: float, down: float) -> float:
    """Return the factor for an answer's weight: 1 without votes, above or below with.

    One vote of each kind is added, so that the first 差评 does not sink the answer.
    """
    neutral = _FLOOR + wilson_bound(1, 1)
    return (_FLOOR + wilson_bound(up + 1, down + 1)) / neutral

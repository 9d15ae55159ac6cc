"""Vote weights: how much votes say for an answer."""

from __future__ import annotations

import math

# What a vote counts once the article has another revision: it was said of a text that
# readers no longer see. The one rule, for ranking, causes and the queue of 差评.
OLDER_REVISION = 0.5

_Z = 1.96  # 95 % sure
_FLOOR = 0.25  # what an answer weighs that everybody votes down


def wilson_bound(up: float, down: float) -> float:
    """Return the share of 好评 that is certain: Wilson's lower bound, 0 to 1.

    None of none is 0; many votes say more than few.
    """
    total = up + down
    if total <= 0 or up < 0 or down < 0:
        return 0.0
    share, z2 = up / total, _Z * _Z
    spread = _Z * math.sqrt((share * (1 - share) + z2 / (4 * total)) / total)
    return max(0.0, (share + z2 / (2 * total) - spread) / (1 + z2 / total))


def vote_factor(up: float, down: float) -> float:
    """Return what an answer's word counts for: 1 without votes, more or less with.

    One vote of each kind is taken for granted, so a first 差评 does not silence it.
    """
    neutral = _FLOOR + wilson_bound(1, 1)
    return (_FLOOR + wilson_bound(up + 1, down + 1)) / neutral

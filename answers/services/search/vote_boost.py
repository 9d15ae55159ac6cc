"""The factor by which readers' votes change an article's score: 0.9 to 1.1.

Small on purpose: votes decide between answers that fit equally well, never against
one that fits better. A vote shows in the ranking within a minute.
"""

from __future__ import annotations

from collections.abc import Mapping

from answers.lib.cached import CachedValue
from answers.lib.vote_weights import wilson_bound
from answers.models import Article

MAX_AGE = 60.0  # seconds
MAX_ARTICLES = 5_000  # the most voted on first
VOTES_SHARE = 0.1  # the most that votes add to a score or take from it
MIN_VOTES = 3  # articles with fewer keep their score


def current_vote_factors() -> Mapping[int, float]:
    """Return the factor of each article by pk, at most a minute old.

    Articles whose factor is 1 are left out.
    """
    return _factors.get()


def read_vote_factors() -> dict[int, float]:
    """Return what ``current_vote_factors`` does, read from the database now."""
    voted = Article.objects.most_voted(MIN_VOTES)[:MAX_ARTICLES]
    rows = voted.values_list("pk", "up_weight", "down_weight")
    factors = {pk: vote_factor(up, down) for pk, up, down in rows}
    return {pk: factor for pk, factor in factors.items() if factor != 1.0}


def vote_factor(up: float, down: float) -> float:
    """Return the factor for these sums of vote weights, 1 where they are no evidence.

    Wilson's lower bound of the positive share, less that of the negative one, says how
    certain the opinion is, from -1 to 1.
    """
    certain = wilson_bound(up, down) - wilson_bound(down, up)
    return round(1 + VOTES_SHARE * certain, 3)


_factors = CachedValue(read_vote_factors, max_age=MAX_AGE)

"""Votes: 好评 and 差评, one per visitor and article."""

from answers.services.votes.cast import (
    COMMENT_LENGTH,
    VoteData,
    feedback_article,
    vote_of,
    vote_record,
    vote_withdraw,
)
from answers.services.votes.links import BallotLink, ballot_links, ballot_read

__all__ = [
    "COMMENT_LENGTH",
    "BallotLink",
    "VoteData",
    "ballot_links",
    "ballot_read",
    "feedback_article",
    "vote_of",
    "vote_record",
    "vote_withdraw",
]

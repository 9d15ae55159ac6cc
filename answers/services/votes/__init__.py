"""Votes: 好评 and 差评, one per visitor and article."""

from answers.services.votes.cast import (
    COMMENT_LENGTH,
    VoteData,
    feedback_article,
    vote_of,
    vote_record,
    vote_withdraw,
)
from answers.services.votes.links import VoteLink, vote_link_read, vote_links

__all__ = [
    "COMMENT_LENGTH",
    "VoteData",
    "VoteLink",
    "feedback_article",
    "vote_link_read",
    "vote_links",
    "vote_of",
    "vote_record",
    "vote_withdraw",
]

"""Balloting: 好评 and 差评 by a link that was sent to a chat.

A link is signed and expires. Opening it shows the form; only sending that votes, so a
chat that fetches links for a preview votes for nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import VOTE_VALUES, Article
from answers.text.normalization import cut, one_line

SALT = "answers.services.balloting"
LIVES = dt.timedelta(days=30)
QUERY_LENGTH = 100  # characters: a link in a chat is not endless


@dataclass(frozen=True, slots=True)
class VoteLink:
    """What a link says: on which revision of what, by which channel, and why there."""

    key: str
    revision: int
    channel: str
    query: str


def vote_links(*, article: Article, channel: str, query: str) -> tuple[str, str]:
    """Return the paths by which an answer in a chat is voted up and down."""
    said = {
        "k": article.key,
        "r": article.current.number if article.current else 0,
        "c": channel,
        "q": cut(one_line(query), QUERY_LENGTH),
    }
    token = signing.dumps(said, salt=SALT, compress=True)
    up, down = (
        reverse(
            "answers:feedback", args=[article.key], query={"vote": vote, "by": token}
        )
        for vote in VOTE_VALUES
    )
    return up, down


def vote_link_read(*, token: str, article: Article) -> VoteLink:
    """Return what a link says. Raises InvalidError where it is no use any more."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.SignatureExpired as error:
        msg = _("This link has expired. Vote on the page of the article instead.")
        raise InvalidError(msg, field="by") from error
    except signing.BadSignature as error:
        msg = _("This link was cut off or changed. Open it again where you found it.")
        raise InvalidError(msg, field="by") from error
    if said["k"] != article.key:
        msg = _("This link belongs to another article.")
        raise InvalidError(msg, field="by")
    return VoteLink(said["k"], said["r"], said["c"], said["q"])

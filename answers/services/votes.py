"""Votes: 好评 and 差评, one per visitor and article, bound to a revision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError, NotFoundError
from answers.models import (
    VOTE_VALUES,
    Article,
    Event,
    FeedbackNumber,
    Inquiry,
    Revision,
    Viewer,
    Vote,
    reads_internal,
)
from answers.models.votes import count_votes
from answers.services.inquiries import InquiryData, inquiry_create
from answers.services.webhooks import announce, article_data
from answers.text.normalization import clean, cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet

COMMENT_LENGTH = 2000  # characters
LARGEST_NUMBER = 2**63 - 1  # of a BigIntegerField
# How a vote was handled, reset when its visitor votes again.
UNHANDLED = {
    "handled_as": "",
    "handled_note": "",
    "handled_at": None,
    "handled_by": None,
    "mended_in": None,
}


@dataclass(frozen=True, slots=True)
class VoteData:
    """A vote to record; ``query`` is the search or question that led to the article.

    ``revision`` is the number of the revision that the visitor read, 0 for the current
    one.
    """

    value: int
    reason: str = ""
    comment: str = ""
    query: str = ""
    revision: int = 0


def vote_record(
    *, article: Article, visitor: str, channel: str, data: VoteData
) -> Vote:
    """Record a visitor's vote on an article; it replaces that visitor's earlier one.

    Raises InvalidError if the comment is longer than ``COMMENT_LENGTH``: a cut comment
    would lose its end without notice. Reason and query are cut.
    """
    comment = clean(data.comment).strip()
    if len(comment) > COMMENT_LENGTH:
        msg = _(
            "The comment is too long: %(length)d characters, and %(most)d are the "
            "limit. Shorten it and send again."
        ) % {"length": len(comment), "most": COMMENT_LENGTH}
        raise InvalidError(msg, field="comment")
    with transaction.atomic():
        locked = _lock(article)
        before = Vote.objects.filter(article=locked, visitor=visitor).first()
        vote, _new = Vote.objects.update_or_create(
            article=locked,
            visitor=visitor,
            defaults={
                "revision": _revision(locked, data.revision),
                "value": Vote.Value(data.value),
                "reason": cut(one_line(data.reason), 100),
                "comment": comment,
                "query": cut(one_line(data.query), 500),
                "channel": channel,
                **UNHANDLED,
            },
        )
        count_votes([locked.pk])
        _open_inquiry(vote, before)
        announce(
            Event.FEEDBACK_RECEIVED,
            lambda: {
                "article": article_data(locked),
                "vote": Vote.Value(vote.value).slug,
                "reason": vote.reason,
                "comment": vote.comment,
                "channel": vote.channel,
            },
        )
    return vote


def vote_withdraw(*, article: Article, visitor: str) -> bool:
    """Delete a visitor's vote; return whether there was one."""
    with transaction.atomic():
        locked = _lock(article)
        deleted, _rows = Vote.objects.filter(article=locked, visitor=visitor).delete()
        count_votes([locked.pk])
    return bool(deleted)


def vote_get(*, article: Article, visitor: str) -> Vote | None:
    """Return this visitor's vote on the article, or None."""
    rows = Vote.objects.select_related("revision", "mended_in", "inquiry")
    return rows.filter(article=article, visitor=visitor).first()


def _lock(article: Article) -> Article:
    """Lock the article's row, so that concurrent votes are counted one by one."""
    return Article.objects.select_for_update().get(pk=article.pk)


def _revision(article: Article, number: int) -> Revision:
    """Return the revision of this number if it was ever public, else the current one.

    Raises NotFoundError if the article has no public revision.
    """
    known = Revision.objects.filter(article=article, number=number)
    for revision in known.filter(published_at__isnull=False):
        return revision
    if article.current is None:
        msg = f"The article {article.key} is not published."
        raise NotFoundError(msg)
    return article.current


def _open_inquiry(vote: Vote, before: Vote | None) -> None:
    """Create an inquiry from a 差评 with a comment, once for the same comment."""
    if vote.value != Vote.Value.DOWN or not vote.comment:
        return
    if before is not None and before.comment == vote.comment and before.inquiry_id:
        return
    data = InquiryData(
        text=vote.query or vote.article.heading,
        channel=vote.channel,
        product=vote.article.product.slug if vote.article.product else "",
        origin=Inquiry.Origin.DISLIKED,
        about=vote.article,
        detail=vote.comment,
    )
    vote.inquiry = inquiry_create(data=data)
    vote.save(update_fields=["inquiry"])


# Published 差评 links end in a number (``FeedbackNumber``).


def feedback_article(*, number: str, viewer: Viewer) -> Article:
    """Return the article of a feedback number; it may be retired.

    Raises InvalidError if ``number`` is not a number, NotFoundError if no article that
    the viewer may read has it.
    """
    text = number.strip()
    usable = text.isascii() and text.isdecimal() and len(text) <= 19
    if not usable or int(text) > LARGEST_NUMBER:
        msg = _("A feedback link ends in a number, for example 13578.")
        raise InvalidError(msg, field="enhancerGradePOJOId")
    rows = FeedbackNumber.objects.filter(number=int(text)).select_related("article")
    for articles in (Article.objects.visible_to(viewer), _retired(viewer)):
        for entry in rows.filter(article__in=articles)[:1]:
            return entry.article
    msg = _("No article here has this feedback number.")
    raise NotFoundError(msg)


def _retired(viewer: Viewer) -> QuerySet[Article]:
    rows = Article.objects.filter(status=Article.Status.RETIRED, current__isnull=False)
    return rows if reads_internal(viewer) else rows.filter(internal=False)


# Vote links are sent to chats. They are signed and expire. Opening one shows the form
# and only sending the form votes: chats fetch links to preview them.

SALT = "answers.services.balloting"  # a change would void the links that were sent
LINK_AGE = dt.timedelta(days=30)
LINK_QUERY_LENGTH = 100  # characters: keeps the address short


@dataclass(frozen=True, slots=True)
class VoteLink:
    """The signed content of a vote link: article, revision, channel and question."""

    key: str
    revision: int
    channel: str
    query: str


def vote_links(*, article: Article, channel: str, query: str) -> tuple[str, str]:
    """Return the paths by which an answer in a chat is voted up and down."""
    content = {
        "k": article.key,
        "r": article.current.number if article.current else 0,
        "c": channel,
        "q": cut(one_line(query), LINK_QUERY_LENGTH),
    }
    token = signing.dumps(content, salt=SALT, compress=True)
    up, down = (
        reverse(
            "answers:feedback", args=[article.key], query={"vote": vote, "by": token}
        )
        for vote in VOTE_VALUES
    )
    return up, down


def vote_link_read(*, token: str, article: Article) -> VoteLink:
    """Return the content of a vote link.

    Raises InvalidError if it expired, was changed or belongs to another article.
    """
    try:
        content = signing.loads(token, salt=SALT, max_age=LINK_AGE)
    except signing.SignatureExpired as error:
        msg = _("This link has expired. Vote on the page of the article instead.")
        raise InvalidError(msg, field="by") from error
    except signing.BadSignature as error:
        msg = _("This link was cut off or changed. Open it again where you found it.")
        raise InvalidError(msg, field="by") from error
    if content["k"] != article.key:
        msg = _("This link belongs to another article.")
        raise InvalidError(msg, field="by")
    return VoteLink(content["k"], content["r"], content["c"], content["q"])

"""Voting: 好评 and 差评, one per visitor and article, bound to a revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError, NotFoundError
from answers.models import (
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
from answers.services.inquiries import Asking, inquiry_leave
from answers.services.webhooks import announce, article_data
from answers.text.normalization import clean, cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet

COMMENT_LENGTH = 2000
BIGGEST = 2**63 - 1  # what the column can hold
# A vote that is cast anew is to be looked at anew.
UNHANDLED = {
    "handled_as": "",
    "handled_note": "",
    "handled_at": None,
    "handled_by": None,
    "mended_in": None,
}


@dataclass(frozen=True, slots=True)
class VoteData:
    """What somebody says of an article; ``query`` is what led there.

    ``revision`` is the number of the state that was shown, 0 for the present one.
    """

    value: int
    reason: str = ""
    comment: str = ""
    query: str = ""
    revision: int = 0


def vote_record(
    *, article: Article, visitor: str, channel: str, data: VoteData
) -> Vote:
    """Record what a visitor thinks; a second time replaces the first.

    Reason and comment are kept as plain text. Raises InvalidError where the comment
    is too long: it is refused, not cut, so that nothing is lost unseen.
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
        _inquire(vote, before)
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
    """Take a visitor's vote back; return whether there was one."""
    with transaction.atomic():
        locked = _lock(article)
        deleted, _rows = Vote.objects.filter(article=locked, visitor=visitor).delete()
        count_votes([locked.pk])
    return bool(deleted)


def vote_of(*, article: Article, visitor: str) -> Vote | None:
    """Return what this visitor said of the article, if anything."""
    rows = Vote.objects.select_related("revision", "mended_in", "inquiry")
    return rows.filter(article=article, visitor=visitor).first()


def feedback_article(*, number: str, viewer: Viewer) -> Article:
    """Return the article that a 差评 link's number leads to.

    It may be retired: its page says so, or leads to what replaces it.

    Raises InvalidError where it is no number, NotFoundError where none has it.
    """
    text = number.strip()
    usable = text.isascii() and text.isdecimal() and len(text) <= 19
    if not usable or int(text) > BIGGEST:
        msg = _("A feedback link ends in a number, for example 13578.")
        raise InvalidError(msg, field="enhancerGradePOJOId")
    rows = FeedbackNumber.objects.filter(number=int(text)).select_related("article")
    for there in (Article.objects.visible_to(viewer), _retired(viewer)):
        for entry in rows.filter(article__in=there)[:1]:
            return entry.article
    msg = _("No article here has this feedback number.")
    raise NotFoundError(msg)


def _retired(viewer: Viewer) -> QuerySet[Article]:
    rows = Article.objects.filter(status=Article.Status.RETIRED, current__isnull=False)
    return rows if reads_internal(viewer) else rows.filter(internal=False)


def _lock(article: Article) -> Article:
    """Let one writer at a time count an article's votes."""
    return Article.objects.select_for_update().get(pk=article.pk)


def _revision(article: Article, number: int) -> Revision:
    """Return the state that was voted on, where it was once public."""
    shown = Revision.objects.filter(article=article, number=number)
    for revision in shown.filter(published_at__isnull=False):
        return revision
    if article.current is None:
        msg = f"The article {article.key} is not published."
        raise NotFoundError(msg)
    return article.current


def _inquire(vote: Vote, before: Vote | None) -> None:
    """Let a 差评 that says why be a question to the experts, once for each word."""
    if vote.value != Vote.Value.DOWN or not vote.comment:
        return
    if before is not None and before.comment == vote.comment and before.inquiry_id:
        return
    asking = Asking(
        text=vote.query or vote.article.heading,
        channel=vote.channel,
        product=vote.article.product.slug if vote.article.product else "",
        origin=Inquiry.Origin.DISLIKED,
        about=vote.article,
        detail=vote.comment,
    )
    vote.inquiry = inquiry_leave(asking=asking)
    vote.save(update_fields=["inquiry"])

"""Resolve: assign, answer, dismiss and reopen inquiries.

Staff work on the lead of a group; everybody who asked a question of the group is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article, Event, Inquiry
from answers.services.channels import threads_answer
from answers.services.inquiries.followers import tell_followers
from answers.services.webhooks import announce, article_data
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Status = Inquiry.Status


def inquiry_take(
    *, inquiry: Inquiry, owner: AbstractBaseUser | None, due_on: dt.date | None
) -> None:
    """Assign an open inquiry and set its due date; an owned one is in progress.

    Raises InvalidError if it is closed.
    """
    row = inquiry.head
    if not row.is_open:
        raise InvalidError(_("This inquiry is closed: open it again first."))
    busy = owner is not None or row.article_id is not None
    status = Status.IN_PROGRESS if busy else Status.NEW
    Inquiry.objects.filter(pk=row.pk).update(
        owner=owner, due_on=due_on, status=status, updated_at=timezone.now()
    )


def inquiry_draft(*, inquiry: Inquiry, article: Article) -> None:
    """Remember which article is being written to answer it.

    One that is published already answers at once.
    """
    row = inquiry.head
    Inquiry.objects.filter(pk=row.pk).update(
        article=article, status=Status.IN_PROGRESS, updated_at=timezone.now()
    )
    inquiries_answered(articles=[article])


def inquiry_link(*, inquiry: Inquiry, article: Article) -> None:
    """Answer an inquiry with an existing article; those who asked are told.

    Raises InvalidError where readers may not read that article.
    """
    if not article.is_indexable or article.internal:
        msg = _("Readers cannot read this article: publish it first.")
        raise InvalidError(msg, field="article")
    _close(inquiry.head, Status.LINKED, article=article)


def inquiry_dismiss(*, inquiry: Inquiry, reason: str) -> None:
    """Close an inquiry with a reason that askers see.

    Raises InvalidError if the reason is empty.
    """
    reason = cut(one_line(reason), 500)
    if not reason:
        msg = _("Write the reason: those who asked will read it.")
        raise InvalidError(msg, field="reason")
    _close(inquiry.head, Status.DISMISSED, reason=reason)


def inquiry_reopen(*, inquiry: Inquiry) -> None:
    """Put a closed inquiry back into the queue."""
    Inquiry.objects.filter(pk=inquiry.head.pk).update(
        status=Status.NEW, reason="", closed_at=None, updated_at=timezone.now()
    )


def inquiries_answered(*, articles: Iterable[Article]) -> int:
    """Close the inquiries that these articles answer, now that they are published.

    Call it in the transaction that publishes. Returns how many groups that were.
    """
    public = [a for a in articles if a.is_indexable and not a.internal]
    waiting = Inquiry.objects.leads().open().filter(article__in=public)
    rows = list(waiting.select_related("article"))
    for row in rows:
        _close(row, Status.ANSWERED, article=row.article)
    return len(rows)


@transaction.atomic
def inquiry_separate(*, inquiry: Inquiry) -> None:
    """Take a question out of its group. Raises InvalidError for the lead itself."""
    lead = inquiry.lead
    if lead is None:
        raise InvalidError(_("This question stands for its group already."))
    Inquiry.objects.filter(pk=inquiry.pk).update(
        lead=None, total=F("count"), updated_at=timezone.now()
    )
    rest = lead.members.aggregate(total=Sum("count"))["total"] or 0
    Inquiry.objects.filter(pk=lead.pk).update(total=F("count") + rest)


@transaction.atomic
def _close(
    row: Inquiry, status: str, *, article: Article | None = None, reason: str = ""
) -> None:
    now = timezone.now()
    Inquiry.objects.filter(pk=row.pk).update(
        status=status,
        article=article or row.article_id,
        reason=reason,
        closed_at=now,
        updated_at=now,
    )
    tell_followers(row)
    if article is not None:
        threads_answer(inquiry=row)
        announce(Event.INQUIRY_ANSWERED, lambda: _answered(row, article))


def _answered(row: Inquiry, article: Article) -> dict[str, Any]:
    return {
        "id": row.token,
        "question": row.question,
        "status": Status(row.status),
        "article": article_data(article),
    }

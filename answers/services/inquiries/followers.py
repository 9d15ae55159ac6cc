"""Followers: mail the answer to them once, then delete their addresses."""

from __future__ import annotations

import smtplib
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Inquiry, InquiryFollower
from answers.services.delivery import Carrier, Payload, RefusedError, delivery_queue
from answers.text.normalization import cut, one_line

MAIL_KIND = "inquiry-mail"
EMAIL_LENGTH = 254
MOST_FOLLOWERS = 50  # of one inquiry: it cannot be used to send mail in bulk


def mail_is_on() -> bool:
    """Return whether this installation is configured to send mail."""
    return bool(settings.KB_MAIL_FROM)


def inquiry_follow(*, inquiry: Inquiry, email: str, language: str) -> None:
    """Add an address to mail the answer to; adding it again changes nothing.

    Raises InvalidError if the address is not valid, the inquiry is closed, or it has
    ``MOST_FOLLOWERS`` already.
    """
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > EMAIL_LENGTH or not address.isascii():
        msg = _("This is no e-mail address: write one such as name@example.org.")
        raise InvalidError(msg, field="email")
    if not mail_is_on():
        raise InvalidError(_("This site sends no mail: keep the link."), field="email")
    if not inquiry.is_open:
        msg = _("This question is closed already: see what became of it here.")
        raise InvalidError(msg, field="email")
    known = InquiryFollower.objects.filter(inquiry=inquiry)
    if known.count() >= MOST_FOLLOWERS and not known.filter(email=address).exists():
        msg = _("Too many follow this question already: keep the link instead.")
        raise InvalidError(msg, field="email")
    InquiryFollower.objects.get_or_create(
        inquiry=inquiry, email=address, defaults={"language": language}
    )


def inquiry_unfollow(*, token: str) -> bool:
    """Delete a follower by token; return whether there was one."""
    return bool(InquiryFollower.objects.filter(token=token[:32]).delete()[0])


def tell_followers(lead: Inquiry) -> None:
    """Queue a mail for everybody who follows a question of this group."""
    rows = InquiryFollower.objects.filter(Q(inquiry=lead) | Q(inquiry__lead=lead))
    for pk in rows.values_list("pk", flat=True):
        delivery_queue(kind=MAIL_KIND, payload={"follower": pk})


def _send(payload: Payload) -> None:
    rows = InquiryFollower.objects.select_related("inquiry__lead__article")
    found = rows.select_related("inquiry__article").filter(
        pk=payload.get("follower") or 0
    )
    follower = found.first()
    if follower is None:  # left meanwhile
        return
    with translation.override(follower.language):
        message = _message(follower)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if codes and all(code >= 500 for code in codes):
            raise RefusedError("refused") from None
        raise
    follower.delete()


def _forget(payload: Payload) -> None:
    InquiryFollower.objects.filter(pk=payload.get("follower") or 0).delete()


asker_mail = Carrier(send=_send, give_up=_forget)


def _message(follower: InquiryFollower) -> EmailMessage:
    inquiry = follower.inquiry
    leave = _absolute(reverse("answers:unfollow", args=[follower.token]))
    context = {
        "inquiry": inquiry,
        "head": inquiry.head,
        "asked": cut(one_line(inquiry.question), 200),
        "link": _absolute(inquiry.get_absolute_url()),
        "leave": leave,
    }
    return EmailMessage(
        subject=_subject(inquiry.head),
        body=render_to_string("mail/inquiry.txt", context),
        from_email=settings.KB_MAIL_FROM,
        to=[follower.email],
        headers={
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _subject(head: Inquiry) -> str:
    if head.status == Inquiry.Status.DISMISSED:
        return _("Your question was set aside")
    return _("Your question has an answer")


def _absolute(path: str) -> str:
    return urljoin(settings.KB_BASE_URL + "/", path)

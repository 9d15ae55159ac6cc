"""Inquiries: questions without an answer are kept, worked on, and answered."""

from answers.services.inquiries.create import InquiryData, inquiry_create, inquiry_get
from answers.services.inquiries.followers import (
    MAIL_KIND,
    asker_mail,
    inquiry_follow,
    inquiry_unfollow,
    mail_is_on,
)
from answers.services.inquiries.resolve import (
    inquiries_answered,
    inquiry_dismiss,
    inquiry_draft,
    inquiry_link,
    inquiry_reopen,
    inquiry_separate,
    inquiry_take,
)

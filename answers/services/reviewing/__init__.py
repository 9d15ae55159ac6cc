"""Reviewing: authors write drafts, reviewers publish them; nothing is overwritten.

Every text of staff becomes public through ``revision_publish`` and nowhere else.
"""

from answers.services.reviewing.drafts import (
    Draft,
    Sheet,
    content_from,
    draft_create,
    draft_save,
    draft_write,
    is_same,
)
from answers.services.reviewing.gate import may_publish, revision_publish
from answers.services.reviewing.joining import draft_join, draft_joined
from answers.services.reviewing.locking import article_locked, number_of
from answers.services.reviewing.steps import (
    draft_of,
    review_request,
    revision_reject,
    revision_revert,
    revision_withdraw,
)

__all__ = [
    "Draft",
    "Sheet",
    "article_locked",
    "content_from",
    "draft_create",
    "draft_join",
    "draft_joined",
    "draft_of",
    "draft_save",
    "draft_write",
    "is_same",
    "may_publish",
    "number_of",
    "review_request",
    "revision_publish",
    "revision_reject",
    "revision_revert",
    "revision_withdraw",
]

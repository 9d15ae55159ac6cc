"""Reviewing: authors write drafts, reviewers publish them; nothing is overwritten.

Every text of staff becomes public through ``revision_publish`` and nowhere else.
"""

from answers.services.reviewing.drafts import Draft, draft_create, draft_save
from answers.services.reviewing.gate import may_publish, revision_publish
from answers.services.reviewing.steps import (
    draft_of,
    review_request,
    revision_reject,
    revision_revert,
    revision_withdraw,
)

__all__ = [
    "Draft",
    "draft_create",
    "draft_of",
    "draft_save",
    "may_publish",
    "review_request",
    "revision_publish",
    "revision_reject",
    "revision_revert",
    "revision_withdraw",
]

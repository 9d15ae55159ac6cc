"""Revisions: drafts, their review, publishing, and conflicts with incoming files."""

from answers.services.revisions.conflicts import (
    conflict_list,
    conflict_merge,
    conflict_of,
    conflict_settle,
)
from answers.services.revisions.drafts import (
    Draft,
    draft_create,
    draft_join,
    draft_joined,
    draft_of,
    draft_prepare,
    draft_save,
    number_of,
)
from answers.services.revisions.proposals import (
    article_of_author,
    article_propose,
    proposal_get,
    revision_propose,
)
from answers.services.revisions.publish import may_publish, revision_publish
from answers.services.revisions.review import (
    Submission,
    review_request,
    revision_reject,
    revision_revert,
    revision_submit,
    revision_withdraw,
)

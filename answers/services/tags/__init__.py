"""Tags: merge, alias, hide and rename, with a preview."""

from answers.services.tags.apply import tag_apply
from answers.services.tags.plan import (
    MOST,
    TagEffect,
    TagPlan,
    TagPreview,
    plan_change,
    tag_plan,
    tag_preview,
    tag_try,
)
from answers.services.tags.suspects import REASONS, tag_report

"""Tags: merge, alias, hide and rename, with a preview."""

from answers.services.tags.apply import TagEffect, TagPreview, tag_apply, tag_preview
from answers.services.tags.plan import MOST, TagPlan, tag_plan
from answers.services.tags.preview import plan_change, tag_try
from answers.services.tags.report import tag_report
from answers.services.tags.suspects import REASONS

__all__ = [
    "MOST",
    "REASONS",
    "TagEffect",
    "TagPlan",
    "TagPreview",
    "plan_change",
    "tag_apply",
    "tag_plan",
    "tag_preview",
    "tag_report",
    "tag_try",
]

"""Tagging: what a tag means, put right for all articles at once."""

from answers.services.tagging.foreseeing import plan_change, tag_try
from answers.services.tagging.planning import MOST, TagPlan, tag_plan
from answers.services.tagging.reporting import tag_report
from answers.services.tagging.tidying import (
    TagEffect,
    TagPreview,
    tag_apply,
    tag_preview,
)

__all__ = [
    "MOST",
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

"""Inquiries in the admin: what was asked and is not answered yet."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from answers.admin.base import ReadOnlyAdmin, display, moment
from answers.lib.text import cut, one_line
from answers.models import Inquiry

GLANCE = 140  # characters of a question


@admin.register(Inquiry)
class InquiryAdmin(ReadOnlyAdmin[Inquiry]):
    """Unanswered questions, to be read; those asked often deserve an article."""

    list_display = ("shown_question", "count", "status", "channel", "shown_when")
    list_display_links = ("shown_question",)
    list_filter = ("status", "channel", "product", "updated_at")
    list_select_related = ("product",)
    search_fields = ("question", "token")
    search_help_text = _("Question or token")
    list_fullwidth = True
    fields = (
        "question",
        "product",
        "status",
        "article",
        "count",
        "channel",
        "token",
        "created_at",
        "updated_at",
    )
    readonly_fields = fields

    @display(description=_("question"), ordering="question")
    def shown_question(self, obj: Inquiry) -> str:
        return cut(one_line(obj.question), GLANCE)

    @display(description=_("updated"), ordering="updated_at")
    def shown_when(self, obj: Inquiry) -> str:
        return moment(obj.updated_at)

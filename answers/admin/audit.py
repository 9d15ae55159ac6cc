"""The audit log: who did what, when, to what, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.models import LogEntry
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from answers.admin.base import ReadOnlyAdmin, display, moment, two_lines
from answers.services.audit import VERBS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class VerbFilter(SimpleListFilter):
    """What was done."""

    title = _("action")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(VERBS.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[LogEntry]
    ) -> QuerySet[LogEntry]:
        verb = self.value()
        if verb in VERBS:
            return queryset.filter(change_message__startswith=f"{verb}: ")
        return queryset


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    """One line an action, the latest first; nobody changes it."""

    list_display = (
        "shown_when",
        "user",
        "shown_verb",
        "shown_subject",
        "shown_note",
    )
    list_filter = (
        VerbFilter,
        ("user", admin.RelatedOnlyFieldListFilter),
        ("content_type", admin.RelatedOnlyFieldListFilter),
        "action_time",
    )
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message", "user__username")
    search_help_text = _("What it was done to, why, or who did it")
    ordering = ("-action_time", "-pk")
    list_fullwidth = True

    @display(description=_("when"), ordering="action_time")
    def shown_when(self, obj: LogEntry) -> str:
        return moment(obj.action_time)

    @display(description=_("action"))
    def shown_verb(self, obj: LogEntry) -> Any:
        verb, _colon, _note = obj.change_message.partition(": ")
        return VERBS.get(verb, obj.get_action_flag_display())

    @display(description=_("to what"), ordering="object_repr")
    def shown_subject(self, obj: LogEntry) -> str:
        address = obj.get_admin_url()
        name: str = obj.object_repr
        if address:
            name = format_html('<a class="dayi-link" href="{}">{}</a>', address, name)
        return two_lines(name, obj.content_type or "")

    @display(description=_("why"))
    def shown_note(self, obj: LogEntry) -> str:
        verb, _colon, note = obj.change_message.partition(": ")
        return note if verb in VERBS else obj.get_change_message()

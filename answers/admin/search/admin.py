"""Searches in the admin: what readers asked for, and what to make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from answers.admin.base import EMPTY, ReadOnlyAdmin, display, moment, two_lines
from answers.admin.search import page
from answers.admin.search.filters import ONCE, AboutFilter, OnceFilter, OutcomeFilter
from answers.models import SearchEvent
from answers.services.dashboard import UNSURE, queries_counted
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet

GLANCE = 140  # characters of a text
HEADING = 60


@admin.register(SearchEvent)
class SearchEventAdmin(ReadOnlyAdmin[SearchEvent]):
    """Searches and questions, without their secrets; buttons make something of one."""

    list_display = (
        "shown_text", "shown_times", "shown_outcome", "shown_led", "shown_when",
        "shown_next",
    )  # fmt: skip
    list_display_links = ("shown_text",)
    list_filter = (
        OutcomeFilter,
        "kind",
        ("channel", admin.AllValuesFieldListFilter),
        AboutFilter,
        "at",
        OnceFilter,
    )
    list_fullwidth = True
    search_fields = ("text",)
    search_help_text = _("Words of the question")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        first = ("-times",) if _grouped(request) else ()
        return (*first, "-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchEvent]:
        return SearchEvent.objects.all()

    def get_urls(self) -> list[Any]:
        do = self.admin_site.admin_view(self.do)
        name = "answers_searchevent_do"
        return [path("<int:pk>/do/", do, name=name), *super().get_urls()]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; counts and titles of its rows come in a query each."""
        shown = super().get_changelist_instance(request)
        grouped = _grouped(request)
        rows: list[Any] = list(shown.result_list)
        times = {} if grouped else queries_counted([row.text for row in rows])
        buttons = page.buttons_of(request)
        led = page.articles_of(rows)
        for row in rows:
            row.times = row.times if grouped else times.get(row.text, 1)
            row.led = page.first_of(row, led)
            row.buttons = buttons
        shown.result_list = rows
        return shown

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one search with what it proposed, and all that can be made of it."""
        event = self.found(request, page.event_of(object_id))
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return page.page(request, event, context)

    @method_decorator(require_POST)
    def do(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button says, of the list or of the page."""
        event = self.found(request, page.event_of(str(pk)))
        return page.act(request, event)

    @display(description=_("question"), ordering="text")
    def shown_text(self, obj: SearchEvent) -> str:
        more = [obj.get_kind_display(), obj.channel, obj.product]
        parts = " · ".join(str(part) for part in more if part)
        return two_lines(cut(one_line(obj.text), GLANCE), parts)

    @display(description=_("times"))
    def shown_times(self, obj: Any) -> int:
        return int(obj.times)

    @display(
        description=_("what came of it"),
        ordering="total",
        label={"nothing": "danger", "unsure": "warning", "found": "success"},
    )
    def shown_outcome(self, obj: SearchEvent) -> tuple[str, Any]:
        return page.outcome(obj, UNSURE)

    @display(description=_("led to"), ordering="opened")
    def shown_led(self, obj: Any) -> str:
        if obj.led is None:
            return EMPTY
        link = reverse("admin:answers_article_change", args=[obj.led.pk])
        name = cut(obj.led.heading, HEADING)
        shown = format_html('<a class="dayi-link" href="{}">{}</a>', link, name)
        how = _("was opened") if obj.opened_id else _("first, not opened")
        return two_lines(shown, how)

    @display(description=_("when"), ordering="at")
    def shown_when(self, obj: SearchEvent) -> str:
        return moment(obj.at)

    @display(description=_("make of it"))
    def shown_next(self, obj: Any) -> str:
        context = {"event": obj, "article": obj.led, **obj.buttons}
        return render_to_string("admin/answers/searchevent/row_actions.html", context)


def _grouped(request: HttpRequest) -> bool:
    return request.GET.get(ONCE) == "once"

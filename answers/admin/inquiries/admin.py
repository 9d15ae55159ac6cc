"""Inquiries in the admin: the queue of what was asked and is not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.admin.base import EMPTY, DeskAdmin, display, moment, two_lines
from answers.admin.filters import OfferedFilter, OwnerFilter
from answers.admin.inquiries import page
from answers.models import Inquiry
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet

GLANCE = 140  # characters of a question

COLOURS = {
    Inquiry.Status.NEW: "warning",
    Inquiry.Status.IN_PROGRESS: "info",
    Inquiry.Status.ANSWERED: "success",
    Inquiry.Status.LINKED: "success",
    Inquiry.Status.DISMISSED: "default",
}


@admin.register(Inquiry)
class InquiryAdmin(DeskAdmin[Inquiry]):
    """Groups of questions that ask the same; one page has all that is done with one."""

    list_display = (
        "shown_question", "total", "shown_status", "shown_owner", "shown_due",
        "shown_from", "shown_when",
    )  # fmt: skip
    list_display_links = ("shown_question",)
    list_filter = (
        "status", OwnerFilter, OfferedFilter, "origin", "channel", "product",
        "updated_at",
    )  # fmt: skip
    list_select_related = ("product", "owner")
    list_fullwidth = True
    search_fields = ("question", "members__question", "token")
    search_help_text = _("Question or token")
    ordering = ("-updated_at", "-pk")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Inquiry | None = None
    ) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        return Inquiry.objects.leads()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one inquiry with everything that can be done; do what was sent."""
        inquiry = self.found(request, page.inquiry_of(object_id))
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        may_change = self.has_change_permission(request, inquiry)
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            done = page.act(request, inquiry)
            if done.said:
                self.record(request, done.verb, [inquiry], done.note)
                self.message_user(request, done.said)
                return HttpResponseRedirect(request.path)
            context |= done.forms
        context["may_change"] = may_change
        return page.page(request, inquiry, context)

    @display(description=_("question"), ordering="question")
    def shown_question(self, obj: Inquiry) -> str:
        return cut(one_line(obj.question), GLANCE)

    @display(description=_("status"), ordering="status", label=COLOURS)
    def shown_status(self, obj: Inquiry) -> tuple[str, Any]:
        return obj.status, obj.get_status_display()

    @display(description=_("owner"), ordering="owner")
    def shown_owner(self, obj: Inquiry) -> str:
        return str(obj.owner or EMPTY)

    @display(description=_("due"), ordering="due_on", label={"late": "danger"})
    def shown_due(self, obj: Inquiry) -> Any:
        if obj.due_on is None:
            return EMPTY
        late = obj.is_open and obj.due_on < timezone.localdate()
        day = obj.due_on.isoformat()
        return ("late", day) if late else ("", day)

    @display(description=_("from"), ordering="origin")
    def shown_from(self, obj: Inquiry) -> str:
        product = obj.product.name if obj.product else ""
        more = " · ".join(filter(None, [obj.channel, product]))
        return two_lines(obj.get_origin_display(), more)

    @display(description=_("updated"), ordering="updated_at")
    def shown_when(self, obj: Inquiry) -> str:
        return moment(obj.updated_at)

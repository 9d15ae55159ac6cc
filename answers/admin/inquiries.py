"""Inquiries in the admin: the queue of open questions, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from answers.admin.base import (
    EMPTY,
    BaseAdmin,
    ChoiceFilter,
    RowPage,
    add_service_error,
    display,
    may,
    moment,
    two_lines,
)
from answers.admin.lookups import article_named, row_at
from answers.lib.errors import IndexUnavailableError, InvalidError
from answers.models import Article, Expectation, Inquiry
from answers.services.ask import inquiry_offer
from answers.services.inquiries import (
    inquiry_dismiss,
    inquiry_link,
    inquiry_reopen,
    inquiry_separate,
    inquiry_take,
)
from answers.services.search import Question, article_search
from answers.symptoms import recognise
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet

NEAREST = 5  # articles that the page proposes
MEMBERS = 50  # inquiries of a group that the page lists
RECOGNISED = 8  # symptoms that the page lists
SKELETON = _(
    "## Cause\n\n(What goes wrong, and how to tell.)\n\n"
    "## Solution\n\n1. (What to do, with the command.)\n\n"
    "## Check\n\n(How to see that it works now, and on which version you tried.)\n"
)
GLANCE = 140  # characters of a question
COLOURS = {
    Inquiry.Status.NEW: "warning",
    Inquiry.Status.IN_PROGRESS: "info",
    Inquiry.Status.ANSWERED: "success",
    Inquiry.Status.LINKED: "success",
    Inquiry.Status.DISMISSED: "default",
}


class TakeForm(forms.Form):
    """Whose it is, and until when."""

    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=get_user_model()
        .objects.filter(is_active=True, is_staff=True)
        .order_by("username"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=UnfoldAdminDateWidget()
    )


class LinkForm(forms.Form):
    """Which article answers it already."""

    article = forms.CharField(
        label=_("Key or address of the article"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
    )


class DismissForm(forms.Form):
    """Why nobody will answer it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Those who asked will read it."),
    )


FORMS: dict[str, type[forms.Form]] = {
    "take": TakeForm,
    "link": LinkForm,
    "dismiss": DismissForm,
}


class OwnerFilter(ChoiceFilter):
    """Inquiries by owner, and those that are overdue."""

    title = _("owner")
    parameter_name = "whose"
    options = {
        "mine": (_("mine"), Q()),
        "nobody": (_("nobody's"), Q(owner=None, status__in=Inquiry.OPEN)),
        "late": (_("overdue"), Q(status__in=Inquiry.OPEN)),
    }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Inquiry]
    ) -> QuerySet[Inquiry]:
        rows = super().queryset(request, queryset)
        if self.value() == "mine":
            return rows.filter(owner_id=request.user.pk)
        if self.value() == "late":
            return rows.filter(due_on__lt=timezone.localdate())
        return rows


class OfferedFilter(ChoiceFilter):
    """Open inquiries that an article published since may answer."""

    title = _("may be answered now")
    parameter_name = "offered"
    options = {
        "yes": (
            _("an article came that may answer it"),
            Q(status__in=Inquiry.OPEN, article=None, offer__isnull=False),
        )
    }


@admin.register(Inquiry)
class InquiryAdmin(RowPage, BaseAdmin[Inquiry]):
    """The queue: one row for a group of inquiries that ask the same."""

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

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Inquiry | None:
        """Return any inquiry: those that the list leaves out have a page as well."""
        return inquiry_of(object_id)

    def row_page(
        self, request: HttpRequest, inquiry: Inquiry, context: dict[str, Any]
    ) -> HttpResponse:
        """Show one inquiry with its buttons and forms; do what one of them sent."""
        may_change = self.has_change_permission(request, inquiry)
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            result = act(request, inquiry)
            if result.message:
                self.record(request, result.verb, [inquiry], result.note)
                self.message_user(request, result.message)
                return HttpResponseRedirect(request.path)
            context |= result.forms
        context["may_change"] = may_change
        return inquiry_page(request, inquiry, context)

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


@dataclass(frozen=True, slots=True)
class Result:
    """What a button did: a message and a line for the audit log; else ``forms``.

    ``forms`` is the part of the page's context that says what is wrong.
    """

    message: str = ""
    verb: str = ""
    note: str = ""
    forms: dict[str, Any] = field(default_factory=dict)


def inquiry_of(object_id: str) -> Inquiry | None:
    """Return the inquiry of a primary key with the rows that its page shows."""
    rows = Inquiry.objects.select_related("product", "article", "owner", "lead")
    return row_at(rows.select_related("about"), pk=object_id)


def act(request: HttpRequest, inquiry: Inquiry) -> Result:
    """Do what the button ``do`` of the page means."""
    do = request.POST.get("do", "")
    form = FORMS[do](request.POST) if do in FORMS else None
    if form is not None and not form.is_valid():
        return Result(forms={f"{do}_form": form})
    try:
        given = form.cleaned_data if form else {}
        message, note = _do(do, inquiry, given)
        return Result(message, verb=do, note=note)
    except InvalidError as error:
        if form is None:
            return Result(forms={"problem": error.message})
        add_service_error(form, error)
        return Result(forms={f"{do}_form": form})


def _do(do: str, inquiry: Inquiry, given: dict[str, Any]) -> tuple[str, str]:
    """Return the message for the user and the note for the audit log."""
    if do == "take":
        inquiry_take(inquiry=inquiry, **given)
        note = " · ".join(str(value) for value in given.values() if value)
        return gettext("Owner and due date are set."), note
    if do == "link":
        article = article_named(given["article"])
        inquiry_link(inquiry=inquiry, article=article)
        return gettext("Linked: those who asked are told."), article.key
    if do == "dismiss":
        inquiry_dismiss(inquiry=inquiry, reason=given["reason"])
        return gettext("Dismissed: those who asked see the reason."), given["reason"]
    if do == "separate":
        inquiry_separate(inquiry=inquiry)
        return gettext("It stands for itself now."), ""
    if do == "reopen":
        inquiry_reopen(inquiry=inquiry)
        return gettext("Open again."), ""
    raise InvalidError(gettext("Press one of the buttons."))


def inquiry_page(
    request: HttpRequest, inquiry: Inquiry, context: dict[str, Any]
) -> HttpResponse:
    """Return the page; forms that are in ``context`` already keep what was typed."""
    values = {"owner": inquiry.owner_id, "due_on": inquiry.due_on}
    own = {
        "title": cut(one_line(inquiry.question), 80),
        "inquiry": inquiry,
        "members": inquiry.members.order_by("-count", "pk")[:MEMBERS],
        "recognised": recognise(inquiry.question)[:RECOGNISED],
        "take_form": TakeForm(initial=values),
        "link_form": LinkForm(),
        "dismiss_form": DismissForm(),
        "followers": inquiry.followers.count(),
        "write_url": _write_url(inquiry) if may(request.user, "add", Article) else "",
        "may_expect": may(request.user, "add", Expectation),
    }
    own |= _nearest(request, inquiry) | _offer(inquiry)
    return TemplateResponse(
        request, "admin/answers/inquiry/change_form.html", own | context
    )


def _nearest(request: HttpRequest, inquiry: Inquiry) -> dict[str, Any]:
    product = inquiry.product.slug if inquiry.product else ""
    question = Question(inquiry.question, limit=NEAREST, product=product)
    try:
        answer = article_search(question=question, viewer=request.user)
    except IndexUnavailableError as error:
        return {"nearest": [], "unavailable": error.message}
    return {"nearest": answer.results}


def _offer(inquiry: Inquiry) -> dict[str, Any]:
    """Return the article published since that may answer it, if it waits for one."""
    if not inquiry.is_open or inquiry.lead or inquiry.article:
        return {}
    try:
        return {"offer": inquiry_offer(inquiry=inquiry)}
    except IndexUnavailableError:
        return {}


def _write_url(inquiry: Inquiry) -> str:
    return f"{reverse('admin:answers_article_add')}?inquiry={inquiry.pk}"


def initial_of_inquiry(object_id: str) -> dict[str, Any]:
    """Return the fields of a new article that answers an inquiry."""
    inquiry = inquiry_of(object_id)
    if inquiry is None:
        return {}
    return {
        "title": cut(one_line(inquiry.question), 120),
        "question": inquiry.question,
        "answer": str(SKELETON),
        "product": inquiry.product.slug if inquiry.product else "",
        "note": gettext("Answers inquiry %(number)d") % {"number": inquiry.pk},
    }

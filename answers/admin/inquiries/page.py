"""The page of one inquiry: what was asked, what is near, and what to do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from answers.admin.base import may
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
from answers.text.normalization import clean, cut, one_line

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEAREST = 5
MEMBERS = 50
RECOGNISED = 8
SKELETON = gettext_lazy(
    "## Cause\n\n(What goes wrong, and how to tell.)\n\n"
    "## Solution\n\n1. (What to do, with the command.)\n\n"
    "## Check\n\n(How to see that it works now, and on which version you tried.)\n"
)


class TakeForm(forms.Form):
    """Whose it is, and until when."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=get_user_model()
        .objects.filter(is_active=True, is_staff=True)
        .order_by("username"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due"), required=False, widget=UnfoldAdminDateWidget()
    )


class LinkForm(forms.Form):
    """Which article answers it already."""

    article = forms.CharField(
        label=gettext_lazy("Key or address of the article"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
    )


class DismissForm(forms.Form):
    """Why nobody will answer it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy("Those who asked will read it."),
    )


FORMS: dict[str, type[forms.Form]] = {
    "take": TakeForm,
    "link": LinkForm,
    "dismiss": DismissForm,
}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, or the form with what is wrong in it."""

    said: str = ""
    verb: str = ""
    note: str = ""
    forms: dict[str, Any] = field(default_factory=dict)


def inquiry_of(object_id: str) -> Inquiry | None:
    """Return the inquiry of an address of the admin, None where there is none."""
    if not (object_id.isascii() and object_id.isdecimal() and len(object_id) < 19):
        return None
    rows = Inquiry.objects.select_related("product", "article", "owner", "lead")
    return rows.select_related("about").filter(pk=int(object_id)).first()


def act(request: HttpRequest, inquiry: Inquiry) -> Done:
    """Do what a button of the page says."""
    do = request.POST.get("do", "")
    form = FORMS[do](request.POST) if do in FORMS else None
    if form is not None and not form.is_valid():
        return Done(forms={f"{do}_form": form})
    try:
        given = form.cleaned_data if form else {}
        said, note = _do(do, inquiry, given)
        return Done(said, verb=do, note=note)
    except InvalidError as error:
        if form is None:
            return Done(forms={"problem": error.message})
        name = error.extra.get("field")
        form.add_error(name if name in form.fields else None, error.message)
        return Done(forms={f"{do}_form": form})


def _do(do: str, inquiry: Inquiry, given: dict[str, Any]) -> tuple[str, str]:
    """Return what to tell who pressed the button, and what to keep in the log."""
    if do == "take":
        inquiry_take(inquiry=inquiry, **given)
        note = " · ".join(str(value) for value in given.values() if value)
        return _("Owner and due date are set."), note
    if do == "link":
        article = article_named(given["article"])
        inquiry_link(inquiry=inquiry, article=article)
        return _("Linked: those who asked are told."), article.key
    if do == "dismiss":
        inquiry_dismiss(inquiry=inquiry, reason=given["reason"])
        return _("Dismissed: those who asked see the reason."), given["reason"]
    if do == "separate":
        inquiry_separate(inquiry=inquiry)
        return _("It stands for itself now."), ""
    if do == "reopen":
        inquiry_reopen(inquiry=inquiry)
        return _("Open again."), ""
    raise InvalidError(_("Press one of the buttons."))


def article_named(given: str) -> Article:
    """Return the article of a key or an address. Raises InvalidError."""
    key = clean(given).strip().partition("/articles/")[2] or clean(given).strip()
    article = Article.objects.filter(key=key.strip("/")[:150]).first()
    if article is None:
        msg = _("There is no article with this key.")
        raise InvalidError(msg, field="article")
    return article


def page(
    request: HttpRequest, inquiry: Inquiry, context: dict[str, Any]
) -> HttpResponse:
    """Show the page; forms that ``context`` has already keep what was typed."""
    taken = {"owner": inquiry.owner_id, "due_on": inquiry.due_on}
    fresh = {
        "title": cut(one_line(inquiry.question), 80),
        "inquiry": inquiry,
        "members": inquiry.members.order_by("-count", "pk")[:MEMBERS],
        "recognised": recognise(inquiry.question)[:RECOGNISED],
        "take_form": TakeForm(initial=taken),
        "link_form": LinkForm(),
        "dismiss_form": DismissForm(),
        "followers": inquiry.followers.count(),
        "write_url": _write_url(inquiry) if may(request.user, "add", Article) else "",
        "may_expect": may(request.user, "add", Expectation),
    }
    fresh |= _nearest(request, inquiry) | _offer(inquiry)
    template = "admin/answers/inquiry/change_form.html"
    return TemplateResponse(request, template, fresh | context)


def _nearest(request: HttpRequest, inquiry: Inquiry) -> dict[str, Any]:
    product = inquiry.product.slug if inquiry.product else ""
    question = Question(inquiry.question, limit=NEAREST, product=product)
    try:
        answer = article_search(question=question, viewer=request.user)
    except IndexUnavailableError as error:
        return {"nearest": [], "unavailable": error.message}
    return {"nearest": answer.results}


def _offer(inquiry: Inquiry) -> dict[str, Any]:
    """Return the article that may answer it by now."""
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
        "note": _("Answers inquiry %(number)d") % {"number": inquiry.pk},
    }

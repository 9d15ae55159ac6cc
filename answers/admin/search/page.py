"""The page of one search: what it proposed, and what staff make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answers.admin.base import back_to, may, staff_of
from answers.admin.expectations.run import article_numbered, run_and_say
from answers.admin.inquiries.page import article_named
from answers.lib.errors import AnswersError
from answers.models import (
    Article,
    Expectation,
    Inquiry,
    Pin,
    Product,
    SearchEvent,
    SynonymGroup,
)
from answers.services.audit import audit_record
from answers.services.dashboard import UNSURE, queries_counted
from answers.services.expectations import expectation_add
from answers.services.inquiries import InquiryData, inquiry_create
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

LONGEST_LINK = 300  # characters of a text that an address carries


def event_of(object_id: str) -> SearchEvent | None:
    """Return the search of an address of the admin, None where there is none."""
    if not (object_id.isascii() and object_id.isdecimal() and len(object_id) < 19):
        return None
    return SearchEvent.objects.filter(pk=int(object_id)).first()


def led_to(event: SearchEvent) -> list[int]:
    """Return the articles of a search: the one that was opened, then the others."""
    opened = [event.opened_id] if event.opened_id else []
    proposed = [pk for pk in event.proposed if isinstance(pk, int)]
    return list(dict.fromkeys([*opened, *proposed]))


def articles_of(events: Iterable[SearchEvent]) -> dict[int, Article]:
    """Return the articles these searches led to first, or still lead to."""
    pks = {pk for event in events for pk in led_to(event)}
    return Article.objects.only("key", "title").in_bulk(pks)


def first_of(event: SearchEvent, articles: dict[int, Article]) -> Article | None:
    """Return the article that a search led to: what was opened, else the first."""
    return next((articles[pk] for pk in led_to(event) if pk in articles), None)


def outcome(event: SearchEvent, unsure: float) -> tuple[str, str]:
    """Return what came of a search: how good that is, and in words."""
    sure = event.confidence
    if event.status:
        kind = "unsure" if sure is not None and sure < unsure else "found"
        kind = "nothing" if event.status == "unknown" else kind
        words = {
            "answered": _("answered"),
            "ambiguous": _("asked back"),
            "unknown": _("not answered"),
        }.get(event.status, event.status)
        return kind, words if sure is None else f"{words} · {sure:.2f}"
    if not event.total:
        return "nothing", _("found nothing")
    text = ngettext("%d article", "%d articles", event.total)
    return "found", text % event.total


def buttons_of(request: HttpRequest) -> dict[str, Any]:
    """Return what this user may make of a search, and where to come back to."""
    user = request.user
    return {
        "may_expect": may(user, "add", Expectation),
        "may_ask": may(user, "change", Inquiry),
        "may_try": may(user, "change", SynonymGroup),
        "back": urlencode({"next": request.get_full_path()}),
    }


def page(
    request: HttpRequest, event: SearchEvent, context: dict[str, Any]
) -> HttpResponse:
    """Show one search with all that can be made of it."""
    articles = articles_of([event])
    near = [articles[pk] for pk in led_to(event) if pk in articles]
    pin = {"text": event.text[:LONGEST_LINK], "by": str(Pin.By.QUESTION)}
    pin |= {"article": str(near[0].pk)} if near else {}
    context |= buttons_of(request)
    context |= {
        "title": cut(one_line(event.text), 80),
        "event": event,
        "outcome": outcome(event, UNSURE),
        "times": queries_counted([event.text]).get(event.text, 1),
        "near": near,
        "product": Product.objects.filter(slug=event.product or "-").first(),
        "pin_query": urlencode(pin) if may(request.user, "add", Pin) else "",
    }
    template = "admin/answers/searchevent/change_form.html"
    return TemplateResponse(request, template, context)


def act(request: HttpRequest, event: SearchEvent) -> HttpResponse:
    """Do what a button says; come back to where it stood."""
    here = reverse("admin:answers_searchevent_change", args=[event.pk])
    try:
        there = _do(request, event, request.POST.get("do", ""))
    except AnswersError as error:
        messages.error(request, error.message)
        there = ""
    return HttpResponseRedirect(there or back_to(request, here))


def _do(request: HttpRequest, event: SearchEvent, do: str) -> str:
    """Return where to go on, empty for where one came from."""
    if do == "inquiry":
        return _inquire(request, event)
    if do not in {"expect", "nothing"}:
        messages.error(request, _("Press one of the buttons."))
        return ""
    if not may(request.user, "add", Expectation):
        raise PermissionDenied
    row = expectation_add(
        question=event.text,
        article=_wanted(request, event) if do == "expect" else None,
        product=Product.objects.filter(slug=event.product or "-").first(),
        origin=Expectation.Origin.SEARCH,
        author=request.user,
    )
    audit_record(actor=staff_of(request), verb="expect", subject=row)
    run_and_say(request, [row.pk])
    return ""


def _inquire(request: HttpRequest, event: SearchEvent) -> str:
    if not may(request.user, "change", Inquiry):
        raise PermissionDenied
    origin, channel = Inquiry.Origin.SEARCH, event.channel
    data = InquiryData(event.text, channel, product=event.product, origin=origin)
    inquiry = inquiry_create(data=data).head
    audit_record(actor=staff_of(request), verb="inquire", subject=inquiry)
    messages.success(request, _("It is an inquiry now: answer it here."))
    return reverse("admin:answers_inquiry_change", args=[inquiry.pk])


def _wanted(request: HttpRequest, event: SearchEvent) -> Article:
    """Return the article of the button or of the form, else where it led.

    Raises InvalidError.
    """
    if request.POST.get("key"):
        return article_named(request.POST["key"])
    first = first_of(event, articles_of([event]))
    chosen = article_numbered(request.POST.get("article", "")) or first
    return chosen or article_named("")

"""Searches in the admin: what readers searched for, and what staff make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from answers.admin.base import (
    EMPTY,
    ChoiceFilter,
    ReadOnlyAdmin,
    RowPage,
    back_to,
    display,
    may,
    moment,
    staff_of,
    two_lines,
)
from answers.admin.expectations.admin import run_and_report
from answers.admin.lookups import article_named, article_numbered
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

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST = 500  # questions that the grouped list shows, the most frequent ones
LONGEST_LINK = 300  # characters of a text that an address carries
ONCE = "same"  # the parameter that groups
GLANCE = 140  # characters of a text
HEADING = 60  # characters of a title


class OutcomeFilter(ChoiceFilter):
    """Searches by what came of them."""

    title = _("what came of it")
    parameter_name = "outcome"
    options = {
        "nothing": (_("found nothing"), Q(total=0)),
        "unsure": (_("answered without much confidence"), Q(confidence__lt=UNSURE)),
        "unread": (
            _("found something, nothing opened"),
            Q(total__gt=0, opened__isnull=True),
        ),
        "read": (_("an article was opened"), Q(opened__isnull=False)),
    }


class AboutFilter(SimpleListFilter):
    """Searches within one product; an event keeps the product's slug, not its row."""

    title = _("product")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[Any]:
        return list(Product.objects.order_by("name").values_list("slug", "name"))

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SearchEvent]
    ) -> QuerySet[SearchEvent]:
        value = self.value()
        return queryset.filter(product=value) if value else queryset


class OnceFilter(ChoiceFilter):
    """Group searches with the same text; counts respect the other filters."""

    title = _("the same question")
    parameter_name = ONCE
    options = {"once": (_("once, the most frequent first"), Q())}

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SearchEvent]
    ) -> QuerySet[SearchEvent]:
        if self.value() != "once":
            return queryset
        texts: QuerySet[Any] = queryset.order_by().values("text")
        counted = texts.annotate(n=Count("pk"), last=Max("pk")).order_by("-n", "-last")
        times = {row["last"]: row["n"] for row in counted[:MOST]}
        whens = [When(pk=pk, then=n) for pk, n in times.items()]
        return queryset.filter(pk__in=times).annotate(
            times=Case(*whens, default=0, output_field=IntegerField())
        )


@admin.register(SearchEvent)
class SearchEventAdmin(RowPage, ReadOnlyAdmin[SearchEvent]):
    """Searches and questions, redacted; with buttons for what to make of them."""

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
        """Return the list; counts and titles of all rows are read in one query each."""
        changelist = super().get_changelist_instance(request)
        grouped = _grouped(request)
        rows: list[Any] = list(changelist.result_list)
        times = {} if grouped else queries_counted([row.text for row in rows])
        buttons = buttons_of(request)
        articles = articles_of(rows)
        for row in rows:
            row.times = row.times if grouped else times.get(row.text, 1)
            row.led = first_article(row, articles)
            row.buttons = buttons
        changelist.result_list = rows
        return changelist

    def row_page(
        self, request: HttpRequest, event: SearchEvent, context: dict[str, Any]
    ) -> HttpResponse:
        """Show one search with its results and buttons."""
        return search_page(request, event, context)

    @method_decorator(require_POST)
    def do(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button of the list or of the page means."""
        event = self.get_visible(request, pk)
        return act(request, event)

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
        return outcome(obj)

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


def article_pks(event: SearchEvent) -> list[int]:
    """Return the keys of the articles of a search: the opened one, then the results."""
    opened = [event.opened_id] if event.opened_id else []
    proposed = [pk for pk in event.proposed if isinstance(pk, int)]
    return list(dict.fromkeys([*opened, *proposed]))


def articles_of(events: Iterable[SearchEvent]) -> dict[int, Article]:
    """Return the articles that these searches opened or found, by primary key."""
    pks = {pk for event in events for pk in article_pks(event)}
    return Article.objects.only("key", "title").in_bulk(pks)


def first_article(event: SearchEvent, articles: dict[int, Article]) -> Article | None:
    """Return the article that was opened from a search, else its first result."""
    return next((articles[pk] for pk in article_pks(event) if pk in articles), None)


def outcome(event: SearchEvent) -> tuple[str, str]:
    """Return the kind (nothing, unsure or found) and the label of a search's result."""
    sure = event.confidence
    if event.status:
        kind = "unsure" if sure is not None and sure < UNSURE else "found"
        kind = "nothing" if event.status == "unknown" else kind
        words = {
            "answered": gettext("answered"),
            "ambiguous": gettext("asked back"),
            "unknown": gettext("not answered"),
        }.get(event.status, event.status)
        return kind, words if sure is None else f"{words} · {sure:.2f}"
    if not event.total:
        return "nothing", gettext("found nothing")
    text = ngettext("%d article", "%d articles", event.total)
    return "found", text % event.total


def buttons_of(request: HttpRequest) -> dict[str, Any]:
    """Return the part of a context that the buttons of a search need."""
    user = request.user
    return {
        "may_expect": may(user, "add", Expectation),
        "may_ask": may(user, "change", Inquiry),
        "may_try": may(user, "change", SynonymGroup),
        "back": urlencode({"next": request.get_full_path()}),
    }


def search_page(
    request: HttpRequest, event: SearchEvent, context: dict[str, Any]
) -> HttpResponse:
    """Return the page of one search with its articles and buttons."""
    articles = articles_of([event])
    near = [articles[pk] for pk in article_pks(event) if pk in articles]
    pin = {"text": event.text[:LONGEST_LINK], "by": str(Pin.By.QUESTION)}
    pin |= {"article": str(near[0].pk)} if near else {}
    context |= buttons_of(request)
    context |= {
        "title": cut(one_line(event.text), 80),
        "event": event,
        "outcome": outcome(event),
        "times": queries_counted([event.text]).get(event.text, 1),
        "near": near,
        "product": Product.objects.filter(slug=event.product or "-").first(),
        "pin_query": urlencode(pin) if may(request.user, "add", Pin) else "",
    }
    return TemplateResponse(
        request, "admin/answers/searchevent/change_form.html", context
    )


def act(request: HttpRequest, event: SearchEvent) -> HttpResponse:
    """Do what a button means, then return to the page that it was on."""
    here = reverse("admin:answers_searchevent_change", args=[event.pk])
    try:
        target = _do(request, event, request.POST.get("do", ""))
    except AnswersError as error:
        messages.error(request, error.message)
        target = ""
    return HttpResponseRedirect(target or back_to(request, here))


def _do(request: HttpRequest, event: SearchEvent, do: str) -> str:
    """Return the address to go on at; empty for the page that the button was on."""
    if do == "inquiry":
        return _inquire(request, event)
    if do not in {"expect", "nothing"}:
        messages.error(request, gettext("Press one of the buttons."))
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
    run_and_report(request, [row.pk])
    return ""


def _inquire(request: HttpRequest, event: SearchEvent) -> str:
    if not may(request.user, "change", Inquiry):
        raise PermissionDenied
    origin, channel = Inquiry.Origin.SEARCH, event.channel
    data = InquiryData(event.text, channel, product=event.product, origin=origin)
    inquiry = inquiry_create(data=data).head
    audit_record(actor=staff_of(request), verb="inquire", subject=inquiry)
    messages.success(request, gettext("It is an inquiry now: answer it here."))
    return reverse("admin:answers_inquiry_change", args=[inquiry.pk])


def _wanted(request: HttpRequest, event: SearchEvent) -> Article:
    """Return the article of the form or the button, else the first of the search.

    Raises InvalidError where there is none.
    """
    if request.POST.get("key"):
        return article_named(request.POST["key"])
    first = first_article(event, articles_of([event]))
    chosen = article_numbered(request.POST.get("article", "")) or first
    return chosen or article_named("")

"""Expectations in the admin: the list, the form, and running them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from answers.admin.base import (
    EMPTY,
    BaseAdmin,
    ReadOnlyAdmin,
    ServiceForm,
    action,
    back_to,
    display,
    moment,
    two_lines,
)
from answers.admin.lookups import article_numbered
from answers.lib.errors import AnswersError, IndexUnavailableError
from answers.models import Expectation, ExpectationOverride
from answers.services.expectations import (
    expectation_add,
    expectation_change,
    expectations_run,
)
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet


def run_and_report(request: HttpRequest, pks: list[int]) -> None:
    """Run these expectations; report in messages which hold and which are broken."""
    try:
        broken = expectations_run(only=pks)
    except IndexUnavailableError as error:
        messages.warning(request, error.message)
        return
    for row in broken:
        messages.warning(request, row.sentence)
    held = len(pks) - len(broken)
    if held:
        text = ngettext("%d expectation holds.", "%d expectations hold.", held)
        messages.success(request, text % held)


GLANCE = 120  # characters of a question that the list shows
MOST_AT_ONCE = 500  # expectations that one request runs


class ExpectationForm(ServiceForm[Expectation]):
    """The form of an expectation; ``expectation_change`` checks and saves it."""

    class Meta:
        model = Expectation
        fields = ["question", "kind", "article", "within", "product", "enabled"]


@admin.register(Expectation)
class ExpectationAdmin(BaseAdmin[Expectation]):
    """The list of expectations: the regression tests of search and answers."""

    form = ExpectationForm
    fields = ("question", "kind", "article", "within", "product", "enabled")
    autocomplete_fields = ("article",)
    list_display = ("shown_question", "shown_wanted", "shown_state", "shown_checked")
    list_display_links = ("shown_question",)
    list_filter = ("holds", "enabled", "kind", "origin", "product")
    list_select_related = ("article", "product")
    list_fullwidth = True
    search_fields = ("question", "article__title", "article__key")
    search_help_text = _("Question or article")
    actions = ("run", "switch_on", "switch_off")

    def get_urls(self) -> list[Any]:
        expect = self.admin_site.admin_view(self.expect)
        name = "answers_expectation_expect"
        return [path("expect/", expect, name=name), *super().get_urls()]

    @method_decorator(require_POST)
    def expect(self, request: HttpRequest) -> HttpResponse:
        """Add an expectation with one button, from any page that has it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            row = expectation_add(
                question=request.POST.get("question", ""),
                article=article_numbered(request.POST.get("article", "")),
                origin=_origin(request.POST.get("origin", "")),
                author=request.user,
            )
        except AnswersError as error:
            messages.error(request, error.message)
        else:
            self.record(request, "expect", [row])
            run_and_report(request, [row.pk])
        return HttpResponseRedirect(back_to(request, self._list()))

    def _list(self) -> str:
        return reverse("admin:answers_expectation_changelist")

    def save_model(
        self, request: HttpRequest, obj: Expectation, form: Any, change: Any
    ) -> None:
        """Save and run it."""
        if obj.author_id is None:
            obj.author_id = request.user.pk
        expectation_change(expectation=obj)
        run_and_report(request, [obj.pk])

    @action(description=_("Run the selected expectations"), permissions=["change"])
    def run(self, request: HttpRequest, queryset: QuerySet[Expectation]) -> None:
        rows = queryset.filter(enabled=True).order_by("pk")
        run_and_report(request, list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE]))

    @action(description=_("Switch the selected ones on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Expectation]) -> None:
        self._switch(request, queryset, enabled=True)

    @action(description=_("Switch the selected ones off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Expectation]) -> None:
        self._switch(request, queryset, enabled=False)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[Expectation], *, enabled: bool
    ) -> None:
        rows = list(queryset.exclude(enabled=enabled))
        pks = [row.pk for row in rows]
        Expectation.objects.filter(pk__in=pks).update(enabled=enabled)
        self.record(request, "switch_on" if enabled else "switch_off", rows)

    @display(description=_("question"), ordering="question")
    def shown_question(self, obj: Expectation) -> str:
        return cut(one_line(obj.question), GLANCE)

    @display(description=_("expected"), ordering="article__title")
    def shown_wanted(self, obj: Expectation) -> Any:
        if obj.article is None:
            return obj.get_kind_display()
        within = _("within the first %(n)d") % {"n": obj.within}
        return two_lines(cut(obj.article.heading, 80), within)

    @display(
        description=_("state"),
        ordering="holds",
        label={"holds": "success", "broken": "danger", "off": "warning", "new": "info"},
    )
    def shown_state(self, obj: Expectation) -> tuple[str, Any]:
        if not obj.enabled:
            return "off", _("switched off")
        if obj.holds is None:
            return "new", _("not run yet")
        return ("holds", _("holds")) if obj.holds else ("broken", _("broken"))

    @display(description=_("checked"), ordering="checked_at")
    def shown_checked(self, obj: Expectation) -> str:
        if obj.checked_at is None:
            return EMPTY
        since = obj.broken_since and _("broken since %(when)s") % {
            "when": moment(obj.broken_since)
        }
        return two_lines(moment(obj.checked_at), since or "")


@admin.register(ExpectationOverride)
class OverrideAdmin(ReadOnlyAdmin[ExpectationOverride]):
    """Changes that were made although they broke an expectation; read-only."""

    list_display = ("subject", "reason", "author", "shown_when")
    list_display_links = ("subject",)
    list_select_related = ("author",)
    search_fields = ("subject", "reason")
    fields = ("subject", "reason", "shown_broken", "author", "created_at")
    readonly_fields = fields

    @display(description=_("broken"))
    def shown_broken(self, obj: ExpectationOverride) -> str:
        return "\n".join(map(str, obj.broken))

    @display(description=_("created"), ordering="created_at")
    def shown_when(self, obj: ExpectationOverride) -> str:
        return moment(obj.created_at)


def _origin(given: str) -> str:
    known = Expectation.Origin.values
    return given if given in known else Expectation.Origin.STAFF

"""Expectations in the admin: what must be found, added with one click, run at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from answers.admin.base import (
    EMPTY,
    DeskAdmin,
    ModelForm,
    ReadOnlyAdmin,
    action,
    back_to,
    display,
    moment,
    two_lines,
)
from answers.admin.expectations.run import article_numbered, run_and_say
from answers.lib.errors import AnswersError, InvalidError
from answers.models import Expectation, ExpectationOverride
from answers.services.expectations import expectation_add, expectation_change
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet

GLANCE = 120  # characters of a question that the list shows
MOST_AT_ONCE = 500  # expectations that one request runs


class ExpectationForm(ModelForm[Expectation]):
    """An expectation as staff write it; the service has the last word."""

    class Meta:
        model = Expectation
        fields = ["question", "kind", "article", "within", "product", "enabled"]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            expectation_change(expectation=self.instance)
        except InvalidError as error:
            self.add_error(error.extra.get("field"), error.message)

    def save(self, commit: bool = True) -> Expectation:  # noqa: FBT001, FBT002
        """Return the row; the service wrote it when the form was checked."""
        self.save_m2m = lambda: None  # type: ignore[method-assign]
        return self.instance


@admin.register(Expectation)
class ExpectationAdmin(DeskAdmin[Expectation]):
    """The regression suite of the knowledge base."""

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
        """Expect with one click, from wherever the button stands."""
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
            run_and_say(request, [row.pk])
        return HttpResponseRedirect(back_to(request, self._list()))

    def _list(self) -> str:
        return reverse("admin:answers_expectation_changelist")

    def save_model(
        self, request: HttpRequest, obj: Expectation, form: Any, change: Any
    ) -> None:
        """The form handed it to the service; see at once how it stands."""
        if obj.author_id is None:
            Expectation.objects.filter(pk=obj.pk).update(author_id=request.user.pk)
        run_and_say(request, [obj.pk])

    @action(description=_("Run the selected expectations"), permissions=["change"])
    def run(self, request: HttpRequest, queryset: QuerySet[Expectation]) -> None:
        rows = queryset.filter(enabled=True).order_by("pk")
        run_and_say(request, list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE]))

    @action(description=_("Switch the selected ones on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Expectation]) -> None:
        self._switch(request, queryset, enabled=True)

    @action(description=_("Switch the selected ones off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Expectation]) -> None:
        self._switch(request, queryset, enabled=False)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[Expectation], *, enabled: bool
    ) -> None:
        moving = list(queryset.exclude(enabled=enabled))
        pks = [row.pk for row in moving]
        Expectation.objects.filter(pk__in=pks).update(enabled=enabled)
        self.record(request, "switch_on" if enabled else "switch_off", moving)

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
    """Changes that went on although something broke: to be read."""

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

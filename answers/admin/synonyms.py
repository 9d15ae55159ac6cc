"""Synonyms in the admin: groups of words, live a second after they are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from answers.admin.base import (
    LONGEST_SEARCH,
    DeskAdmin,
    ModelForm,
    action,
    display,
    moment,
)
from answers.admin.fields import WordsField
from answers.admin.gating import GatedForm, override_field, stopped
from answers.admin.trying import try_words_page
from answers.lib.errors import ExpectationBrokenError
from answers.lib.text import cut, fold
from answers.models import SynonymGroup
from answers.services.expecting import Change, expectations_gate, wording_with

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

GLANCE = 120  # characters of a group that the list shows


class SynonymForm(GatedForm, ModelForm[SynonymGroup]):
    """A group as staff write it; the model tidies the words and counts them."""

    words = WordsField(
        label=_("Words"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "One a line. Whoever searches for one of them also finds the others."
        ),
    )
    override = override_field()

    class Meta:
        model = SynonymGroup
        fields = ["words", "enabled", "note"]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        group = self.instance
        if not self.errors and {"words", "enabled"} & set(self.changed_data):
            words = [group.words] if group.enabled else []
            self.pass_gate(wording_with(words, without=[group.pk]), str(group))


@admin.register(SynonymGroup)
class SynonymGroupAdmin(DeskAdmin[SynonymGroup]):
    """Groups; switched off rather than deleted, so that no file brings them back."""

    form = SynonymForm
    fields = ("override", "words", "enabled", "note")
    list_display = ("shown_words", "shown_enabled", "origin", "shown_updated")
    list_filter = ("enabled", "origin")
    search_fields = ("note",)  # and the words: see ``get_search_results``
    search_help_text = _("Word or note")
    list_per_page = 100
    actions = ("switch_on", "switch_off")
    actions_list = ("try_first",)

    def has_delete_permission(
        self, request: HttpRequest, obj: SynonymGroup | None = None
    ) -> bool:
        """Superusers, and only what staff wrote: the file knows of the others.

        First it is switched off, so that expectations are asked.
        """
        own = obj is None or (
            obj.origin == SynonymGroup.Origin.STAFF and not obj.enabled
        )
        return own and bool(getattr(request.user, "is_superuser", False))

    def get_form(
        self,
        request: HttpRequest,
        obj: SynonymGroup | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.author = request.user  # type: ignore[attr-defined]
        return form

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[SynonymGroup],
        search_term: str,
    ) -> tuple[QuerySet[SynonymGroup], bool]:
        """Search here: not every database keeps Chinese in JSON as it reads."""
        wanted = fold(search_term[:LONGEST_SEARCH]).split()
        if not wanted:
            return queryset, False
        pks = [
            pk
            for pk, words, note in queryset.values_list("pk", "words", "note")
            if all(part in fold("\n".join([*words, note])) for part in wanted)
        ]
        return queryset.filter(pk__in=pks), False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_words)
        return [
            path("try/", view, name="answers_synonymgroup_try"),
            *super().get_urls(),
        ]

    def try_words(self, request: HttpRequest) -> HttpResponse:
        """Show what words would change before they are saved."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return try_words_page(request, context)

    @action(
        description=_("Try before applying"),
        url_path="try-first",
        permissions=["change"],
    )
    def try_first(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:answers_synonymgroup_try")

    @display(description=_("words"))
    def shown_words(self, obj: SynonymGroup) -> str:
        return cut(str(obj), GLANCE)

    @display(description=_("searches"), ordering="enabled", label={"off": "warning"})
    def shown_enabled(self, obj: SynonymGroup) -> tuple[str, Any]:
        return ("on", _("in use")) if obj.enabled else ("off", _("switched off"))

    @display(description=_("updated"), ordering="updated_at")
    def shown_updated(self, obj: SynonymGroup) -> str:
        return moment(obj.updated_at)

    @action(description=_("Use the selected groups"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[SynonymGroup]) -> None:
        self._switch(request, queryset, enabled=True)

    @action(description=_("Switch the selected groups off"), permissions=["change"])
    def switch_off(
        self, request: HttpRequest, queryset: QuerySet[SynonymGroup]
    ) -> None:
        self._switch(request, queryset, enabled=False)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[SynonymGroup], *, enabled: bool
    ) -> None:
        moving = list(queryset.exclude(enabled=enabled))
        pks = [group.pk for group in moving]
        words = [group.words for group in moving] if enabled else []
        change = wording_with(words, without=pks) if moving else Change()
        try:
            expectations_gate(change=change, subject=", ".join(map(str, moving)))
        except ExpectationBrokenError as error:
            self.message_user(request, stopped(error), messages.ERROR)
            return
        count = SynonymGroup.objects.filter(pk__in=pks).switch(enabled=enabled)
        if moving:
            LogEntry.objects.log_actions(
                request.user.pk or 0,
                moving,
                CHANGE,
                [{"changed": {"fields": ["enabled"]}}],
            )
        text = ngettext("%d group changed.", "%d groups changed.", count)
        self.message_user(request, text % count, messages.SUCCESS)

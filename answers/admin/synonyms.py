"""Synonyms in the admin: groups of words that search treats as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from answers.admin.base import (
    LONGEST_SEARCH,
    BaseAdmin,
    action,
    display,
    moment,
    page_context,
)
from answers.admin.expectations.gate import (
    GatedForm,
    override_field,
    override_page,
    reason_of,
)
from answers.admin.expectations.preview import PreviewAdmin, PreviewResult
from answers.admin.fields import LinesField
from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.models import SynonymGroup
from answers.services.expectations import (
    Change,
    Override,
    expectations_gate,
    synonyms_change,
    synonyms_preview,
)
from answers.text.glossary import SEPARATOR
from answers.text.normalization import cut, fold

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

GLANCE = 120  # characters of a group that the list shows


class SynonymForm(GatedForm[SynonymGroup]):
    """The form of a group; ``SynonymGroup.clean`` tidies and checks the words."""

    words = LinesField(
        separator=SEPARATOR,
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


class SynonymPreviewForm(forms.Form):
    """The words of a group."""

    words = LinesField(
        separator=SEPARATOR,
        label=_("One a line"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "spellcheck": "false"}),
    )


@admin.register(SynonymGroup)
class SynonymGroupAdmin(PreviewAdmin, BaseAdmin[SynonymGroup]):
    """The list and the form of groups; deletion would let a file bring them back."""

    form = SynonymForm
    fields = ("override", "words", "enabled", "note")
    list_display = ("shown_words", "shown_enabled", "origin", "shown_updated")
    list_filter = ("enabled", "origin")
    search_fields = ("note",)  # and the words: see ``get_search_results``
    search_help_text = _("Word or note")
    list_per_page = 100
    actions = ("switch_on", "switch_off")
    preview_title = _("Try a synonym group")
    preview_heading = _("Words that mean the same")
    preview_form = SynonymPreviewForm

    def has_delete_permission(
        self, request: HttpRequest, obj: SynonymGroup | None = None
    ) -> bool:
        """Superusers only, and only groups that staff wrote: a file restores others.

        It must be switched off first, because that passes the gate.
        """
        own = obj is None or (
            obj.origin == SynonymGroup.Origin.STAFF and not obj.enabled
        )
        return own and bool(getattr(request.user, "is_superuser", False))

    def save_model(
        self, request: HttpRequest, obj: SynonymGroup, form: Any, change: Any
    ) -> None:
        if {"words", "enabled"} & set(form.changed_data):
            words = [obj.words] if obj.enabled else []
            form.pass_gate(synonyms_change(words, without=[obj.pk]), str(obj))
        super().save_model(request, obj, form, change)

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[SynonymGroup],
        search_term: str,
    ) -> tuple[QuerySet[SynonymGroup], bool]:
        """Search in Python: some databases store Chinese in JSON as escapes."""
        terms = fold(search_term[:LONGEST_SEARCH]).split()
        if not terms:
            return queryset, False
        pks = [
            pk
            for pk, words, note in queryset.values_list("pk", "words", "note")
            if all(part in fold("\n".join([*words, note])) for part in terms)
        ]
        return queryset.filter(pk__in=pks), False

    def preview_initial(self, request: HttpRequest) -> dict[str, Any]:
        group = self.get_object(request, request.GET.get("row", ""))
        return {"words": "\n".join(group.words)} if group else {}

    def preview(self, request: HttpRequest, given: dict[str, Any]) -> PreviewResult:
        """Preview the words of a new group, or of a changed one (``row``)."""
        group = self.get_object(request, request.GET.get("row", ""))
        probe = SynonymGroup(words=given["words"])
        probe.clean()
        name = "admin:answers_synonymgroup_"
        sent = {"words": SEPARATOR.join(map(str, probe.words)), "enabled": "on"}
        return PreviewResult(
            trial=synonyms_preview(
                words=[probe.words], without=[group.pk] if group else []
            ),
            address=reverse(f"{name}change", args=[group.pk])
            if group
            else reverse(f"{name}add"),
            sent=sent | {"note": group.note if group else ""},
        )

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
    def switch_on(
        self, request: HttpRequest, queryset: QuerySet[SynonymGroup]
    ) -> HttpResponse | None:
        return self._switch(request, queryset, enabled=True)

    @action(description=_("Switch the selected groups off"), permissions=["change"])
    def switch_off(
        self, request: HttpRequest, queryset: QuerySet[SynonymGroup]
    ) -> HttpResponse | None:
        return self._switch(request, queryset, enabled=False)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[SynonymGroup], *, enabled: bool
    ) -> HttpResponse | None:
        groups = list(queryset.exclude(enabled=enabled))
        pks = [group.pk for group in groups]
        words = [group.words for group in groups] if enabled else []
        change = synonyms_change(words, without=pks) if groups else Change()
        subject = ", ".join(map(str, groups))
        override = Override(request.user, reason_of(request))
        try:
            expectations_gate(change=change, subject=subject, override=override)
        except ExpectationBrokenError as error:
            return override_page(request, page_context(self, request), error)
        except InvalidError as error:
            self.message_user(request, error.message, messages.ERROR)
            return None
        count = SynonymGroup.objects.filter(pk__in=pks).switch(enabled=enabled)
        self.record(request, "switch_on" if enabled else "switch_off", groups)
        text = ngettext("%d group changed.", "%d groups changed.", count)
        self.message_user(request, text % count, messages.SUCCESS)
        return None

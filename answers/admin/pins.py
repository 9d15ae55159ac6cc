"""Pins in the admin: which article comes first for a question or a symptom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from answers.admin.base import (
    BaseAdmin,
    display,
    moment,
    staff_of,
    two_lines,
)
from answers.admin.expectations.gate import GatedForm, override_field
from answers.admin.expectations.preview import PreviewAdmin, PreviewResult
from answers.admin.lookups import article_named, article_numbered
from answers.models import Article, Pin
from answers.services.expectations import pin_change, pin_preview
from answers.text.normalization import cut

if TYPE_CHECKING:
    from django.http import HttpRequest


class PinForm(GatedForm[Pin]):
    """The form of a pin; ``Pin.clean`` checks its text."""

    override = override_field()

    class Meta:
        model = Pin
        fields = ["text", "by", "article", "enabled", "note"]


class PinPreviewForm(forms.Form):
    """The question or symptom, and the article that comes first for it."""

    text = forms.CharField(
        label=_("question or symptom"),
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    by = forms.ChoiceField(
        label=_("applies to"),
        choices=Pin.By.choices,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    article = forms.CharField(
        label=_("Number or key of the article"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
    )


@admin.register(Pin)
class PinAdmin(PreviewAdmin, BaseAdmin[Pin]):
    """The list and the form of pins."""

    form = PinForm
    fields = ("override", "text", "by", "article", "enabled", "note")
    autocomplete_fields = ("article",)
    list_display = ("shown_text", "shown_article", "shown_enabled", "shown_when")
    list_filter = ("enabled", "by")
    list_select_related = ("article", "author")
    search_fields = ("text", "article__title", "article__key")
    search_help_text = _("Question, symptom or article")
    preview_title = _("Try a pin")
    preview_heading = _("Which article comes first")
    preview_form = PinPreviewForm

    def has_preview_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(
        self, request: HttpRequest, obj: Pin | None = None
    ) -> bool:
        """Only a pin that is switched off: switching it off passes the gate."""
        off = obj is None or not obj.enabled
        return off and super().has_delete_permission(request, obj)

    def preview(self, request: HttpRequest, given: dict[str, Any]) -> PreviewResult:
        """Preview a new pin, or a changed one (``row`` in the address)."""
        pin = Pin(text=given["text"], by=given["by"] or Pin.By.QUESTION)
        pin.clean()
        pin.article = _article(given["article"])
        row = self.get_object(request, request.GET.get("row", ""))
        pin.pk = row.pk if row else None
        add = reverse("admin:answers_pin_add")
        sent = {"text": pin.text, "by": pin.by, "article": pin.article.pk}
        return PreviewResult(
            trial=pin_preview(pin=pin),
            address=reverse("admin:answers_pin_change", args=[row.pk]) if row else add,
            sent=sent | {"enabled": "on", "note": row.note if row else ""},
        )

    def save_model(
        self, request: HttpRequest, obj: Pin, form: Any, change: Any
    ) -> None:
        if {"text", "by", "article", "enabled"} & set(form.changed_data):
            form.pass_gate(pin_change(obj), str(obj))
        obj.author = staff_of(request)
        super().save_model(request, obj, form, change)

    @display(description=_("question or symptom"), ordering="text")
    def shown_text(self, obj: Pin) -> str:
        return two_lines(cut(obj.text, 120), obj.get_by_display())

    @display(description=_("article"), ordering="article__title")
    def shown_article(self, obj: Pin) -> str:
        return two_lines(cut(obj.article.heading, 80), obj.article.key)

    @display(description=_("searches"), ordering="enabled", label={"off": "warning"})
    def shown_enabled(self, obj: Pin) -> tuple[str, Any]:
        return ("on", _("in use")) if obj.enabled else ("off", _("switched off"))

    @display(description=_("updated"), ordering="updated_at")
    def shown_when(self, obj: Pin) -> str:
        return two_lines(moment(obj.updated_at), obj.author or "")


def _article(given: str) -> Article:
    """Return the article of a number, a key or an address. Raises InvalidError."""
    if given.strip().isdecimal():
        return article_numbered(given) or article_named(given)
    return article_named(given)

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

from answers.admin.base import DeskAdmin, ModelForm, display, moment, two_lines
from answers.admin.expectations.gate import GatedForm, override_field
from answers.admin.expectations.preview import Attempt, TryAdmin
from answers.admin.expectations.run import article_numbered
from answers.admin.inquiries.page import article_named
from answers.models import Article, Pin
from answers.services.expectations import pin_change, pin_preview
from answers.text.normalization import cut

if TYPE_CHECKING:
    from django.http import HttpRequest


class PinForm(GatedForm, ModelForm[Pin]):
    """A pin; the model says whether its text can be recognised again."""

    override = override_field()

    class Meta:
        model = Pin
        fields = ["text", "by", "article", "enabled", "note"]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        moved = {"text", "by", "article", "enabled"} & set(self.changed_data)
        if not self.errors and moved:
            self.pass_gate(pin_change(self.instance), str(self.instance))


class TryPinForm(forms.Form):
    """Which article is to come first for what."""

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
class PinAdmin(TryAdmin, DeskAdmin[Pin]):
    """Articles put first; readers see that staff did."""

    form = PinForm
    fields = ("override", "text", "by", "article", "enabled", "note")
    autocomplete_fields = ("article",)
    list_display = ("shown_text", "shown_article", "shown_enabled", "shown_when")
    list_filter = ("enabled", "by")
    list_select_related = ("article", "author")
    search_fields = ("text", "article__title", "article__key")
    search_help_text = _("Question, symptom or article")
    try_title = _("Try a pin")
    try_heading = _("Which article comes first")
    try_form = TryPinForm

    def has_try_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(
        self, request: HttpRequest, obj: Pin | None = None
    ) -> bool:
        """First it is switched off, so that expectations are asked."""
        off = obj is None or not obj.enabled
        return off and super().has_delete_permission(request, obj)

    def get_form(
        self,
        request: HttpRequest,
        obj: Pin | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.author = request.user  # type: ignore[attr-defined]
        return form

    def attempt(self, request: HttpRequest, given: dict[str, Any]) -> Attempt:
        """Try a pin that is there in its new form, or another one."""
        pin = Pin(text=given["text"], by=given["by"] or Pin.By.QUESTION)
        pin.clean()
        pin.article = _article(given["article"])
        row = self.get_object(request, request.GET.get("row", ""))
        pin.pk = row.pk if row else None
        add = reverse("admin:answers_pin_add")
        sent = {"text": pin.text, "by": pin.by, "article": pin.article.pk}
        return Attempt(
            trial=pin_preview(pin=pin),
            address=reverse("admin:answers_pin_change", args=[row.pk]) if row else add,
            sent=sent | {"enabled": "on", "note": row.note if row else ""},
        )

    def save_model(
        self, request: HttpRequest, obj: Pin, form: forms.ModelForm[Pin], change: Any
    ) -> None:
        obj.author = request.user  # type: ignore[assignment]
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
    numbered = given.strip().isdecimal()
    found = article_numbered(given) if numbered else None
    return found or article_named(given)

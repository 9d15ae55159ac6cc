"""Pins in the admin: which article comes first for a question or a symptom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from answers.admin.base import (
    DeskAdmin,
    ModelForm,
    action,
    display,
    moment,
    two_lines,
)
from answers.admin.trying import try_pin_page
from answers.lib.text import cut
from answers.models import Pin

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse


class PinForm(ModelForm[Pin]):
    """A pin; the model says whether its text can be recognised again."""

    class Meta:
        model = Pin
        fields = ["text", "by", "article", "enabled", "note"]


@admin.register(Pin)
class PinAdmin(DeskAdmin[Pin]):
    """Articles put first; readers see that staff did."""

    form = PinForm
    fields = ("text", "by", "article", "enabled", "note")
    autocomplete_fields = ("article",)
    list_display = ("shown_text", "shown_article", "shown_enabled", "shown_when")
    list_filter = ("enabled", "by")
    list_select_related = ("article", "author")
    search_fields = ("text", "article__title", "article__key")
    search_help_text = _("Question, symptom or article")
    actions_list = ("try_first",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_pin)
        return [path("try/", view, name="answers_pin_try"), *super().get_urls()]

    def try_pin(self, request: HttpRequest) -> HttpResponse:
        """Show what a pin would change before it is saved."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return try_pin_page(request, context)

    @action(
        description=_("Try before applying"), url_path="try-first", permissions=["add"]
    )
    def try_first(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:answers_pin_try")

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

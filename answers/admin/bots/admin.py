"""Bots in the admin: what each may do, and its keys, shown once when they are made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
)

from answers.admin.base import EMPTY, DeskAdmin, ModelForm, display, moment
from answers.admin.bots.keys import KeysView
from answers.admin.line_field import LinesField
from answers.lib.errors import AnswersError
from answers.models import Bot, Scope
from answers.services.accounts import read_networks

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern

ORIGIN = re.compile(r"https?://[^\s/,;]{1,200}")
RATE = re.compile(r"[1-9]\d{0,8}/[smhd][a-z]{0,5}")


class BotForm(ModelForm[Bot]):
    """A bot as it is typed: scopes ticked, addresses and origins one a line."""

    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    addresses = LinesField(
        label=_("Allowed addresses"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Addresses or networks such as 10.1.2.0/24, one a line; none: all."
        ),
    )
    origins = LinesField(
        label=_("Allowed origins"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Pages whose browsers may send the key, such as https://docs.example.org, "
            "one a line. A key in a browser can be read by everybody who opens the "
            "page."
        ),
    )

    class Meta:
        model = Bot
        fields = [
            "name", "note", "enabled", "scopes", "products", "addresses", "origins",
            "rate",
        ]  # fmt: skip

    def clean_addresses(self) -> list[str]:
        try:
            return read_networks(self.cleaned_data["addresses"])
        except AnswersError as error:
            raise ValidationError(error.message) from error

    def clean_origins(self) -> list[str]:
        origins = [text.rstrip("/") for text in self.cleaned_data["origins"]]
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise ValidationError(
                    _("%(text)s is no origin, such as https://docs.example.org."),
                    params={"text": origin},
                )
        return origins

    def clean_rate(self) -> str:
        rate = str(self.cleaned_data["rate"]).strip()
        if rate and not RATE.fullmatch(rate):
            raise ValidationError(_("Write a rate such as 600/min."))
        return rate


@admin.register(Bot)
class BotAdmin(DeskAdmin[Bot]):
    """Bots; their keys have a page of their own."""

    form = BotForm
    fields = (
        "name", "note", "enabled", "shown_keys", "scopes", "products", "addresses",
        "origins", "rate",
    )  # fmt: skip
    readonly_fields = ("shown_keys",)
    autocomplete_fields = ("products",)
    list_display = ("name", "shown_enabled", "shown_scopes", "shown_used", "shown_leak")
    list_filter = ("enabled",)
    search_fields = ("name", "note", "keys__prefix")
    search_help_text = _("Name, note or the prefix of a key")

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a bot's keys."""
        view = self.admin_site.admin_view(KeysView(self).respond)
        own = path("<int:pk>/keys/", view, name="answers_bot_keys")
        return [own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bot]:
        return super().get_queryset(request).prefetch_related("keys")

    def response_add(self, request: HttpRequest, obj: Bot, *args: Any) -> Any:
        """Lead on to the keys: a bot without one is of no use."""
        return HttpResponseRedirect(reverse("admin:answers_bot_keys", args=[obj.pk]))

    @display(description=_("state"), label={"on": "success", "off": "warning"})
    def shown_enabled(self, obj: Bot) -> tuple[str, Any]:
        return ("on", _("switched on")) if obj.enabled else ("off", _("switched off"))

    @display(description=_("scopes"))
    def shown_scopes(self, obj: Bot) -> str:
        return ", ".join(obj.scopes) or EMPTY

    @display(description=_("last used"))
    def shown_used(self, obj: Bot) -> str:
        used = [key.last_used_at for key in obj.keys.all() if key.last_used_at]
        return moment(max(used)) if used else EMPTY

    @display(description=_("leaks"), label={"leaked": "danger"})
    def shown_leak(self, obj: Bot) -> Any:
        leaked = any(key.leaked_at and key.is_live for key in obj.keys.all())
        return ("leaked", _("key leaked")) if leaked else EMPTY

    @display(description=_("keys"))
    def shown_keys(self, obj: Bot) -> Any:
        if not obj.pk:
            return _("They are made once the bot is saved.")
        live = sum(key.is_live for key in obj.keys.all())
        url = reverse("admin:answers_bot_keys", args=[obj.pk])
        text = _("Live keys: {count}. Make, replace and revoke them").format(count=live)
        return format_html('<a class="dayi-link" href="{}">{} →</a>', url, text)

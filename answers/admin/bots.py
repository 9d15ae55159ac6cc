"""Bots in the admin: what each may do, and the page of its keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
)

from answers.admin.base import (
    EMPTY,
    BaseAdmin,
    ModelForm,
    display,
    moment,
    page_context,
)
from answers.admin.fields import LinesField
from answers.lib.errors import AnswersError
from answers.lib.keys import Key
from answers.models import Bot, BotKey, Scope
from answers.services.accounts import key_make, key_revoke, key_rotate, read_networks

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

TEMPLATE = "admin/answers/bot/keys.html"
LIVES = [
    (30, _("30 days")),
    (90, _("90 days")),
    (365, _("one year")),
    (0, _("without end")),
]
ORIGIN = re.compile(r"https?://[^\s/,;]{1,200}")
RATE = re.compile(r"[1-9]\d{0,8}/[smhd][a-z]{0,5}")


class BotForm(ModelForm[Bot]):
    """The form of a bot; addresses and origins are typed one a line."""

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


class KeyForm(forms.Form):
    """What the page of keys sends: make a key, or rotate or revoke one."""

    do = forms.ChoiceField(choices=[(x, x) for x in ("make", "rotate", "revoke")])
    key = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    days = forms.TypedChoiceField(
        choices=LIVES, coerce=int, required=False, empty_value=None
    )


@admin.register(Bot)
class BotAdmin(BaseAdmin[Bot]):
    """The list and the form of bots, and the page of a bot's keys."""

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
        view = self.admin_site.admin_view(self.keys_view)
        own = path("<int:pk>/keys/", view, name="answers_bot_keys")
        return [own, *super().get_urls()]

    def keys_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the keys of a bot; make, rotate or revoke one and show the new key."""
        bot = get_object_or_404(Bot, pk=pk)
        if not self.has_change_permission(request, bot):
            raise PermissionDenied
        if request.method != "POST":
            return self._keys_page(request, bot)
        form = KeyForm(request.POST)
        if not form.is_valid():
            text = gettext("That is nothing this page can do: try again.")
            messages.error(request, text)
            return HttpResponseRedirect(request.path)
        try:
            key = _change_keys(bot, **form.cleaned_data)
        except AnswersError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.path)
        self.record(request, f"key_{form.cleaned_data['do']}", [bot])
        if key is None:
            return HttpResponseRedirect(request.path)
        return self._keys_page(request, bot, key)

    def _keys_page(
        self, request: HttpRequest, bot: Bot, key: Key | None = None
    ) -> HttpResponse:
        context = page_context(self, request) | {
            "title": gettext("Keys of {bot}").format(bot=bot),
            "bot": bot,
            "keys": BotKey.objects.filter(bot=bot),
            "fresh": key,
            "lives": LIVES,
        }
        response = TemplateResponse(request, TEMPLATE, context)
        response["Cache-Control"] = "no-store"
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bot]:
        return super().get_queryset(request).prefetch_related("keys")

    def response_add(self, request: HttpRequest, obj: Bot, *args: Any) -> Any:
        """Redirect to the keys: a bot needs one to be of use."""
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


def _change_keys(bot: Bot, do: str, key: int | None, days: int | None) -> Key | None:
    """Make, rotate or revoke a key; return the new one. Raises AnswersError."""
    if do == "make":
        return key_make(bot=bot, days=days or None)[1]
    row = BotKey.objects.select_related("bot").filter(bot=bot, pk=key or 0).first()
    if row is None:
        raise AnswersError(gettext("This key is gone: load the page again."))
    if do == "rotate":
        return key_rotate(key=row, days=days or None)[1]
    key_revoke(key=row)
    return None

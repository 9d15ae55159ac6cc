"""The page of a bot's keys: make, replace, revoke; a new key is shown this one time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from answers.admin.base import staff_of
from answers.lib.errors import AnswersError
from answers.lib.keys import Key
from answers.models import Bot, BotKey
from answers.services.accounts import key_make, key_revoke, key_rotate
from answers.services.audit import audit_record

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.http import HttpRequest, HttpResponse

TEMPLATE = "admin/answers/bot/keys.html"
LIVES = [
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (365, gettext_lazy("one year")),
    (0, gettext_lazy("without end")),
]


class DoForm(forms.Form):
    """What is to be done with which key."""

    do = forms.ChoiceField(choices=[(x, x) for x in ("make", "rotate", "revoke")])
    key = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    days = forms.TypedChoiceField(
        choices=LIVES, coerce=int, required=False, empty_value=None
    )


class KeysView:
    """Shows the keys of one bot, and does one thing a POST."""

    def __init__(self, desk: ModelAdmin[Bot]) -> None:
        self._desk = desk

    def respond(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer GET with the page, POST with the page and, once, a new key."""
        bot = get_object_or_404(Bot, pk=pk)
        if not self._desk.has_change_permission(request, bot):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, bot)
        form = DoForm(request.POST)
        try:
            key = self._do(bot, form.cleaned_data) if form.is_valid() else None
        except AnswersError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.path)
        if not form.is_valid():
            messages.error(request, _("That is nothing this page can do: try again."))
        else:
            self._record(request, bot, form.cleaned_data["do"])
        if key is None:
            return HttpResponseRedirect(request.path)
        return self._page(request, bot, key)

    def _do(self, bot: Bot, asked: dict[str, Any]) -> Key | None:
        days = asked["days"] or None
        if asked["do"] == "make":
            return key_make(bot=bot, days=days)[1]
        row = BotKey.objects.select_related("bot").filter(bot=bot, pk=asked["key"])
        key = row.first()
        if key is None:
            msg = _("This key is gone: load the page again.")
            raise AnswersError(msg)
        if asked["do"] == "rotate":
            return key_rotate(key=key, days=days)[1]
        key_revoke(key=key)
        return None

    def _record(self, request: HttpRequest, bot: Bot, done: str) -> None:
        verb = f"key_{done}"
        audit_record(actor=staff_of(request), verb=verb, subject=bot)

    def _page(
        self, request: HttpRequest, bot: Bot, key: Key | None = None
    ) -> HttpResponse:
        context = self._desk.admin_site.each_context(request) | {
            "title": _("Keys of {bot}").format(bot=bot),
            "bot": bot,
            "keys": BotKey.objects.filter(bot=bot),
            "fresh": key,
            "lives": LIVES,
            "opts": Bot._meta,
        }
        response = TemplateResponse(request, TEMPLATE, context)
        response["Cache-Control"] = "no-store"
        return response

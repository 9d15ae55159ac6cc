"""Chat channels in the admin: the secrets of each, and the address to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from answers.admin.base import BaseAdmin, ModelForm, display
from answers.lib.errors import AnswersError
from answers.models import Channel
from answers.services.delivery import url_check

if TYPE_CHECKING:
    from django.http import HttpRequest

# The secrets of each service, by their names in its console.
SECRETS = {
    Channel.Kind.SLACK: ("signing_secret", "bot_token"),
    Channel.Kind.FEISHU: ("app_id", "app_secret", "encrypt_key", "verification_token"),
    Channel.Kind.WECOM: ("corp_id", "agent_id", "corp_secret", "token", "aes_key"),
    Channel.Kind.DINGTALK: ("app_secret", "app_key"),
}
NAMES = tuple(dict.fromkeys(name for names in SECRETS.values() for name in names))


class ChannelForm(ModelForm[Channel]):
    """The form of a channel; secrets are write-only, an empty one is kept."""

    class Meta:
        model = Channel
        fields = ["slug", "kind", "name", "enabled", "product", "api_base"]

    settle = forms.BooleanField(
        label=_("Forget the secrets before"),
        required=False,
        help_text=_("They count until then, so that nothing is missed meanwhile."),
    )

    def clean_api_base(self) -> str:
        base = str(self.cleaned_data["api_base"]).strip().rstrip("/")
        try:
            return url_check(base) if base else ""
        except AnswersError as error:
            raise ValidationError(error.message) from error

    def save(self, commit: bool = True) -> Channel:  # noqa: FBT001, FBT002  Django's
        channel = self.instance
        given = {n: self.data.get(f"secret_{n}", "").strip() for n in NAMES}
        changed = {name: value for name, value in given.items() if value}
        if self.cleaned_data["settle"]:
            channel.old_secrets = {}
        if changed:
            before = {n: channel.secrets[n] for n in changed if n in channel.secrets}
            channel.old_secrets = {**channel.old_secrets, **before}
            channel.secrets = {**channel.secrets, **changed}
        return super().save(commit)


@admin.register(Channel)
class ChannelAdmin(BaseAdmin[Channel]):
    """The list and the form of chat channels."""

    form = ChannelForm
    fields = (
        "name", "slug", "kind", "enabled", "product", "shown_address",
        "shown_secrets", "settle", "api_base",
    )  # fmt: skip
    readonly_fields = ("shown_address", "shown_secrets")
    autocomplete_fields = ("product",)
    list_display = ("name", "kind", "shown_enabled", "product")
    list_select_related = ("product",)
    list_filter = ("kind", "enabled")
    search_fields = ("name", "slug")

    @display(description=_("state"), label={"on": "success", "off": "warning"})
    def shown_enabled(self, obj: Channel) -> tuple[str, Any]:
        return ("on", _("switched on")) if obj.enabled else ("off", _("switched off"))

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """Name the secrets that were typed, never their values."""
        message = super().construct_change_message(request, form, formsets, add)
        typed = [name for name in NAMES if form.data.get(f"secret_{name}", "").strip()]
        return [*message, {"changed": {"fields": typed}}] if typed else message

    @display(description=_("address to give to the service"))
    def shown_address(self, obj: Channel) -> Any:
        slug = obj.slug or "<slug>"
        return format_html("<code>{}/bots/{}/</code>", settings.KB_BASE_URL, slug)

    @display(description=_("secrets"))
    def shown_secrets(self, obj: Channel) -> Any:
        """Return an input for each secret, always empty; ✓ marks those that are set."""
        rows = [
            format_html(
                '<label class="dayi-secret"><span>{}{}</span>{}</label>',
                name,
                " ✓" if obj.secrets.get(name) else "",
                UnfoldAdminPasswordWidget().render(
                    f"secret_{name}", "", {"autocomplete": "off"}
                ),
            )
            for name in (SECRETS[Channel.Kind(obj.kind)] if obj.kind else NAMES)
        ]
        return format_html("{}" * len(rows), *rows)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Another kind would have other secrets.
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "kind") if obj else fields

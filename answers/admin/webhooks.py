"""Webhooks in the admin, and the log of deliveries, which can be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from answers.admin.base import (
    EMPTY,
    BaseAdmin,
    ModelForm,
    ReadOnlyAdmin,
    action,
    display,
    moment,
)
from answers.lib.errors import AnswersError
from answers.models import Delivery, DeliveryAttempt, Event, Webhook
from answers.services.delivery import delivery_again, url_check
from answers.services.webhooks import secret_rotate, secret_settle, webhook_test

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class WebhookForm(ModelForm[Webhook]):
    """The form of a webhook, with one checkbox for each event."""

    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=Event.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "events", "enabled"]

    def clean_url(self) -> str:
        try:
            return url_check(self.cleaned_data["url"])
        except AnswersError as error:
            raise ValidationError(error.message) from error


@admin.register(Webhook)
class WebhookAdmin(BaseAdmin[Webhook]):
    """The list and the form of webhooks; actions send a test or rotate the secret."""

    form = WebhookForm
    fields = ("name", "url", "events", "enabled", "shown_secrets")
    readonly_fields = ("shown_secrets",)
    list_display = ("name", "url", "shown_events", "shown_enabled")
    search_fields = ("name", "url")
    actions = ("send_test", "rotate", "settle")

    @display(description=_("events"))
    def shown_events(self, obj: Webhook) -> str:
        return ", ".join(obj.events) or EMPTY

    @display(description=_("state"), label={"on": "success", "off": "warning"})
    def shown_enabled(self, obj: Webhook) -> tuple[str, Any]:
        return ("on", _("switched on")) if obj.enabled else ("off", _("switched off"))

    @display(description=_("signing secret"))
    def shown_secrets(self, obj: Webhook) -> Any:
        if not obj.pk:
            return _("It is made when the webhook is saved.")
        if obj.old_secret:
            both = _("The one before signs as well: {old}").format(old=obj.old_secret)
            return format_html("<code>{}</code><br>{}", obj.secret, both)
        return format_html("<code>{}</code>", obj.secret)

    @action(description=_("Send a test message"))
    def send_test(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            webhook_test(webhook=webhook)
        self.record(request, "send_test", queryset)
        text = _("It is on its way: see the log of deliveries.")
        self.message_user(request, text, messages.SUCCESS)

    @action(description=_("Give a new secret; the old one signs as well"))
    def rotate(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            secret_rotate(webhook=webhook)
        self.record(request, "secret_rotate", queryset)
        text = _("The new secret is on the page of the webhook.")
        self.message_user(request, text, messages.SUCCESS)

    @action(description=_("Let the old secret sign no more"))
    def settle(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            secret_settle(webhook=webhook)
        self.record(request, "secret_settle", queryset)
        self.message_user(request, _("Only the new secret signs."), messages.SUCCESS)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    """Deliveries that were sent, wait or failed."""

    list_display = ("shown_label", "kind", "shown_state", "attempts", "shown_due")
    list_display_links = ("shown_label",)
    list_filter = ("state", "kind")
    actions = ("again",)
    fields = (
        "kind", "label", "state", "due_at", "done_at", "shown_tries", "payload",
    )  # fmt: skip
    readonly_fields = ("shown_tries",)

    @display(description=_("what"))
    def shown_label(self, obj: Delivery) -> str:
        return obj.label or f"#{obj.pk}"

    @display(
        description=_("status"),
        label={"done": "success", "waiting": "info", "failed": "danger"},
    )
    def shown_state(self, obj: Delivery) -> tuple[str, str]:
        return obj.state, obj.get_state_display()

    @display(description=_("due"), ordering="due_at")
    def shown_due(self, obj: Delivery) -> str:
        return moment(obj.done_at or obj.due_at)

    @display(description=_("attempts"))
    def shown_tries(self, obj: Delivery) -> Any:
        rows = DeliveryAttempt.objects.filter(delivery=obj)
        lines = ((moment(row.at), row.outcome, row.took_ms) for row in rows)
        return format_html_join("", "<p>{} · {} · {} ms</p>", lines) or EMPTY

    @action(description=_("Send again"), permissions=("view",))
    def again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        ended = queryset.exclude(state=Delivery.State.WAITING).exclude(payload={})
        finished = list(ended)
        for delivery in finished:
            delivery_again(delivery=delivery)
        self.record(request, "resend", finished)
        count = len(finished)
        text = ngettext(
            "%d delivery is sent again.", "%d deliveries are sent again.", count
        )
        self.message_user(request, text % count, messages.SUCCESS)

"""Gating: forms whose change may break an expectation, and who goes on nevertheless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.services.expectations import (
    Change,
    Override,
    expectations_gate,
    may_override,
)
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.http import HttpRequest, HttpResponse

    Base = forms.BaseForm
else:
    Base = object

AGAIN = {"csrfmiddlewaretoken", "override"}  # not carried over


def override_field() -> forms.CharField:
    """Return the field for the reason; it is shown once it is needed."""
    return forms.CharField(
        label=_("Go on nevertheless, because"),
        required=False,
        max_length=500,
        widget=forms.HiddenInput,
        help_text=_("Kept with your name and with what breaks."),
    )


def stopped(error: ExpectationBrokenError) -> str:
    """Return what breaks, for a message."""
    rows = format_html_join("", "<br>{}", ((text,) for text in error.extra["broken"]))
    return format_html("{}{}", error.message, rows)


def override_page(
    request: HttpRequest, context: dict[str, Any], error: ExpectationBrokenError
) -> HttpResponse:
    """Say what would break; who may go on sends the same once more, with a reason.

    It comes back as ``override`` in what is posted.
    """
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in AGAIN
    ]
    context |= {
        "title": _("Stopped by what is expected"),
        "error": error,
        "sent": sent,
        "may_override": may_override(request.user),
        "address": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/answers/expectation_override.html", context)


def reason_of(request: HttpRequest) -> str:
    """Return why somebody goes on nevertheless, empty where nobody does."""
    return clean(request.POST.get("override", ""))[:500]


class GatedForm(Base):
    """A form with ``override = override_field()`` and the user as ``author``."""

    author: ClassVar[AbstractBaseUser | AnonymousUser]

    def pass_gate(self, change: Change, subject: str) -> None:
        """Refuse a change that breaks something, unless it says why it must be."""
        reason = self.cleaned_data.get("override", "")
        override = Override(self.author, reason)
        try:
            expectations_gate(change=change, subject=subject, override=override)
        except ExpectationBrokenError as error:
            self.refuse(error)
        except InvalidError as error:
            self.add_error(None, [error.message, *error.extra["broken"]])

    def refuse(self, error: ExpectationBrokenError) -> None:
        """Say what would break; ask who may go on for a reason."""
        errors: list[Any] = [error.message, *error.extra["broken"]]
        self.add_error(None, errors)
        if may_override(self.author):
            self.fields["override"].widget = UnfoldAdminTextInputWidget()

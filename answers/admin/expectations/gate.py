"""The gate of expectations in the admin: the form field and the page for overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.db.models import Model
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from answers.admin.base import ServiceForm
from answers.lib.errors import AnswersError, ExpectationBrokenError
from answers.services.expectations import (
    Change,
    Override,
    expectations_gate,
    may_override,
)
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

M = TypeVar("M", bound=Model)
AGAIN = {"csrfmiddlewaretoken", "override"}  # not carried over


def override_field() -> forms.CharField:
    """Return the hidden field for a reason; ``GatedForm.refuse`` shows it."""
    return forms.CharField(
        label=_("Go on nevertheless, because"),
        required=False,
        max_length=500,
        widget=forms.HiddenInput,
        help_text=_("Kept with your name and with what breaks."),
    )


def broken_message(error: ExpectationBrokenError) -> str:
    """Return the error with the expectations it would break, as HTML lines."""
    rows = format_html_join("", "<br>{}", ((text,) for text in error.extra["broken"]))
    return format_html("{}{}", error.message, rows)


def override_page(
    request: HttpRequest, context: dict[str, Any], error: ExpectationBrokenError
) -> HttpResponse:
    """Return a page that says what would break and posts the same request again.

    Reviewers give a reason there; it is posted as ``override``: see ``reason_of``.
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
    """Return the reason to override the gate that was posted, else ``""``."""
    return clean(request.POST.get("override", ""))[:500]


class GatedForm(ServiceForm[M]):
    """A form with ``override = override_field()``: its change passes the gate."""

    def pass_gate(self, change: Change, subject: str) -> None:
        """Check a change before it is saved; the reason, if any, is kept.

        Raises ExpectationBrokenError, InvalidError.
        """
        reason = self.cleaned_data.get("override", "")
        override = Override(self.author, reason)
        expectations_gate(change=change, subject=subject, override=override)

    def refuse(self, error: AnswersError) -> None:
        """Show what would break; ask for a reason who may override."""
        if "broken" not in error.extra:
            super().refuse(error)
            return
        errors: list[Any] = [error.message, *error.extra["broken"]]
        self.add_error(None, errors)
        if isinstance(error, ExpectationBrokenError) and may_override(self.author):
            self.fields["override"].widget = UnfoldAdminTextInputWidget()

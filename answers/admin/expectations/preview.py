"""Try before applying: what readers searched for, as it is and as it would be.

One page for whatever moves results: words that mean the same, pins, aliases of tags.
A form asks what to try; what it becomes is applied where it is always done, through
the gate of expectations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from answers.admin.base import action, page_context
from answers.lib.errors import AnswersError

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from answers.admin.base import ModelAdmin
    from answers.services.expectations import Preview

    Base = ModelAdmin[Any]
else:
    Base = object

SHOWN = 30  # changed queries


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying: ``sent`` is what the button posts to ``address``."""

    trial: Preview
    address: str
    sent: Mapping[str, Any] = field(default_factory=dict)


class TryAdmin(Base):
    """Mixed into the admin of what can be tried: the page, and the ways there."""

    change_form_template: ClassVar[str | None] = (
        "admin/answers/change_form_preview.html"
    )
    actions_list: ClassVar[tuple[str, ...]] = ("try_first",)
    try_title: Any = ""
    try_heading: Any = ""
    try_form: type[forms.Form]

    def attempt(self, request: HttpRequest, given: dict[str, Any]) -> Attempt:
        """Try what was typed. Raises ValidationError or AnswersError."""
        raise NotImplementedError

    def try_initial(self, request: HttpRequest) -> dict[str, Any]:
        """Return what stands in the form before anything is typed."""
        return {}

    def has_try_permission(self, request: HttpRequest) -> bool:
        """Who may apply it may try it."""
        return self.has_change_permission(request)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_page)
        return [path("try/", view, name=self._try_name()), *super().get_urls()]

    def try_page(self, request: HttpRequest) -> HttpResponse:
        """Show what would change; its button goes where it is applied."""
        if not self.has_try_permission(request):
            raise PermissionDenied
        form = self.try_form(self._typed(request))
        context = page_context(self, request) | {
            "title": self.try_title,
            "heading": self.try_heading,
            "form": form,
            "kept": self._kept(request, form),
        }
        if form.is_bound and form.is_valid():
            try:
                attempt = self.attempt(request, form.cleaned_data)
                shown = attempt.trial.changed[:SHOWN]
                context |= {"trial": attempt.trial, "shown": shown, "attempt": attempt}
            except ValidationError as error:
                context["errors"] = error.messages
            except AnswersError as error:
                context["errors"] = [error.message]
        return TemplateResponse(request, "admin/answers/preview.html", context)

    @action(
        description=_("Try before applying"), url_path="try-first", permissions=["try"]
    )
    def try_first(self, request: HttpRequest) -> HttpResponse:
        """Lead there from the list."""
        return redirect(f"admin:{self._try_name()}")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["try_url"] = reverse(f"admin:{self._try_name()}")
        return super().render_change_form(request, context, *args, **kwargs)

    def _try_name(self) -> str:
        return f"answers_{self.opts.model_name}_try"

    def _typed(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what was typed here or in the form of a row; None before that."""
        names = self.try_form.base_fields
        for given in (request.POST, request.GET):
            if any(name in given for name in names):
                return given
        return self.try_initial(request) or None

    def _kept(self, request: HttpRequest, form: forms.Form) -> list[tuple[str, str]]:
        """Return what else stands in the address, for the form to carry on."""
        given = request.GET.items()
        return [(name, str(value)) for name, value in given if name not in form.fields]

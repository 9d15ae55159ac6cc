"""Preview a change on recent queries: the results as they are and as they would be.

One page for all that changes results: synonyms, pins, aliases of tags. The form says
what to change; its button leads to where the change is made, through the gate.
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
class PreviewResult:
    """The results of a preview; its button posts ``sent`` to ``address``."""

    trial: Preview
    address: str
    sent: Mapping[str, Any] = field(default_factory=dict)


class PreviewAdmin(Base):
    """Mixed into the admin of what can be previewed: the page, and links to it."""

    change_form_template: ClassVar[str | None] = (
        "admin/answers/change_form_preview.html"
    )
    actions_list: ClassVar[tuple[str, ...]] = ("try_first",)
    preview_title: Any = ""
    preview_heading: Any = ""
    preview_form: type[forms.Form]

    def preview(self, request: HttpRequest, given: dict[str, Any]) -> PreviewResult:
        """Preview the cleaned form. Raises ValidationError, AnswersError."""
        raise NotImplementedError

    def preview_initial(self, request: HttpRequest) -> dict[str, Any]:
        """Return the initial data of the form."""
        return {}

    def has_preview_permission(self, request: HttpRequest) -> bool:
        """Return whether this user may apply such a change."""
        return self.has_change_permission(request)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("try/", view, name=self._try_name()), *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Return the page with the form and, once it is valid, the preview."""
        if not self.has_preview_permission(request):
            raise PermissionDenied
        form = self.preview_form(self._typed(request))
        context = page_context(self, request) | {
            "title": self.preview_title,
            "heading": self.preview_heading,
            "form": form,
            "kept": self._kept(request, form),
        }
        if form.is_bound and form.is_valid():
            try:
                preview = self.preview(request, form.cleaned_data)
                shown = preview.trial.changed[:SHOWN]
                context |= {"trial": preview.trial, "shown": shown, "attempt": preview}
            except ValidationError as error:
                context["errors"] = error.messages
            except AnswersError as error:
                context["errors"] = [error.message]
        return TemplateResponse(request, "admin/answers/preview.html", context)

    @action(
        description=_("Try before applying"),
        url_path="try-first",
        permissions=["preview"],
    )
    def try_first(self, request: HttpRequest) -> HttpResponse:
        """Redirect from the list to the page."""
        return redirect(f"admin:{self._try_name()}")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["try_url"] = reverse(f"admin:{self._try_name()}")
        return super().render_change_form(request, context, *args, **kwargs)

    def _try_name(self) -> str:
        return f"answers_{self.opts.model_name}_try"

    def _typed(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return the data sent to the form, the initial data without any, or None."""
        names = self.preview_form.base_fields
        for given in (request.POST, request.GET):
            if any(name in given for name in names):
                return given
        return self.preview_initial(request) or None

    def _kept(self, request: HttpRequest, form: forms.Form) -> list[tuple[str, str]]:
        """Return the other parameters of the address, for hidden fields of the form."""
        given = request.GET.items()
        return [(name, str(value)) for name, value in given if name not in form.fields]

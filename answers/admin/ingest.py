"""The import of a zip archive in the admin: upload, preview, start, progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from answers.admin.base import may, staff_of
from answers.lib.errors import AnswersError, NotFoundError
from answers.models import Article, Product, Revision
from answers.services.ingest import (
    archive_unpack,
    import_get,
    import_preview,
    import_start,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

TEMPLATE = "admin/answers/article/import.html"
ACTIONS = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "merged": gettext_lazy("merged"),
    "conflict": gettext_lazy("conflict"),
    "retired": gettext_lazy("retired"),
    "restored": gettext_lazy("brought back"),
}
SECONDS = 2  # between two reloads of the page while an import runs


class UploadForm(forms.Form):
    """The file, and the product of files that name none."""

    archive = forms.FileField(
        label=gettext_lazy("Zip archive of Markdown files"),
        # Unfold's script shows a file's name in the nearest text field: its own, here.
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".zip,application/zip"}),
    )
    product = forms.SlugField(
        label=gettext_lazy("Product of files that name none"),
        required=False,
        max_length=100,
        allow_unicode=True,
        widget=forms.TextInput(attrs={"list": "products"}),
    )


def may_import(user: User) -> bool:
    """Return whether a user may add and publish articles, as an import does."""
    return may(user, "add", Article) and may(user, "publish", Revision)


def archive_page(
    request: HttpRequest, token: str, context: dict[str, Any]
) -> HttpResponse:
    """Return the page of one import, or the page to upload at."""
    if not may_import(staff_of(request)):
        raise PermissionDenied
    if token:
        return import_page(request, token, context)
    return upload_page(request, context)


def upload_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Return the upload form; unpack the archive and redirect to its import."""
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["archive"]
        try:
            job = archive_unpack(
                archive=file,
                name=file.name or "",
                product=form.cleaned_data["product"],
            )
            return redirect("admin:answers_import", job.token)
        except AnswersError as error:
            form.add_error("archive", error.message)
    context |= {
        "title": _("Import articles"),
        "form": form,
        "products": Product.objects.order_by("slug"),
    }
    return TemplateResponse(request, TEMPLATE, context)


def import_page(
    request: HttpRequest, token: str, context: dict[str, Any]
) -> HttpResponse:
    """Return the page of an import: its preview, progress or report."""
    try:
        job = import_get(token=token)
    except NotFoundError as error:
        messages.error(request, error.message)
        return redirect("admin:answers_article_import")
    waits = job.status in ("new", "failed") or job.interrupted
    if request.method == "POST" and waits:
        import_start(job=job, author=staff_of(request))
        return redirect("admin:answers_import", token)
    if job.status == "new":
        job = import_preview(job=job)
    context |= {
        "title": _("Import articles"),
        "job": job,
        "waits": waits,
        "counts": [(a, ACTIONS.get(a, a), n) for a, n in job.counts.items()],
        "rows": [(a, ACTIONS.get(a, a), key, path) for a, key, path in job.rows],
    }
    response = TemplateResponse(request, TEMPLATE, context)
    if job.status == "running" and not job.interrupted:
        response["Refresh"] = str(SECONDS)
    return response

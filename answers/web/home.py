"""Home: the search box, and what there is to find."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answers.services.articles import home_get


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    context = {"home": home_get(viewer=request.user)}
    return render(request, "pages/home.html", context)

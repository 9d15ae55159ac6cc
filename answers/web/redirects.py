"""Redirects: from a retired article to its replacement, else a 410 page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from answers.lib.errors import GoneError
from answers.lib.languages import PARAMETER
from answers.services.articles import article_retired
from answers.text.normalization import clean

KEPT = (PARAMETER, "vote")  # query parameters that the redirect keeps


class View(Protocol):
    """A page of one article."""

    def __call__(self, request: HttpRequest, key: str) -> HttpResponse: ...


def redirect_retired(name: str) -> Callable[[View], View]:
    """Redirect from a retired article to the page ``name`` of its replacement."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, key: str) -> HttpResponse:
            try:
                return view(request, key)
            except GoneError as error:
                return _elsewhere(request, name, key, error.extra["replaced_by"])

        return page

    return decorate


def _elsewhere(
    request: HttpRequest, name: str, key: str, replaced_by: str
) -> HttpResponse:
    if not replaced_by:
        retired = article_retired(key=clean(key), viewer=request.user)
        return render(request, "errors/410.html", {"article": retired}, status=410)
    kept = {word: request.GET[word] for word in KEPT if word in request.GET}
    response = HttpResponseRedirect(reverse(name, args=[replaced_by], query=kept))
    if request.method in ("GET", "HEAD"):
        response.status_code = 301
    # Permanent for search engines; browsers ask again, since staff may change it.
    response.headers["Cache-Control"] = "no-cache"
    return response

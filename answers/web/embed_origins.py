"""Embed origins: which other sites may call us from their pages, without cookies."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from answers.services.embed_origins import origin_allowed
from answers.text.origins import read_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]

ONE_HOUR = "3600"


def is_welcome(request: HttpRequest, *, product: str) -> bool:
    """Return whether a request comes from our pages, a listed site or no page at all.

    Browsers send ``Origin`` with every POST; programs need not, and have no visitor's
    cookies to misuse.
    """
    origin = request.headers.get("Origin", "")
    return not origin or is_ours(request, origin) or is_listed(origin, product)


def is_ours(request: HttpRequest, origin: str) -> bool:
    """Whether an origin is that of our own pages."""
    here = f"{request.scheme}://{request.get_host()}"
    return read_origin(origin) in {read_origin(here), read_origin(settings.KB_BASE_URL)}


def is_listed(origin: str, product: str) -> bool:
    """Whether staff listed a site for a product."""
    return origin_allowed(origin=read_origin(origin), product=product)


def open_to_sites(view: View) -> View:
    """Let the pages of listed sites read a view's answers, without credentials."""

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponseBase:
        origin = request.headers.get("Origin", "")
        asks_first = request.method == "OPTIONS"
        response = HttpResponse(status=204) if asks_first else view(request)
        patch_vary_headers(response, ["Origin"])
        product = request.POST.get("product") or request.GET.get("product") or ""
        if origin and is_listed(origin, product[:100]):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Max-Age"] = ONE_HOUR
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return response

    return opened

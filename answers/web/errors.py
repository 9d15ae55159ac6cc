"""Error pages: what happened, and where to go from here."""

from __future__ import annotations

import math

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from answers.services.accounts import locked_seconds
from answers.web.visitors import address_for_lockout


def bad_request(
    request: HttpRequest, exception: Exception | None = None, *, message: str = ""
) -> HttpResponse:
    """Show the 400 page; a request too large to be read is a 413."""
    if isinstance(exception, RequestDataTooBig):
        context = {"limit_kb": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1000}
        return render(request, "errors/413.html", context, status=413)
    return render(request, "errors/400.html", {"message": message}, status=400)


def permission_denied(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    """Show the 403 page."""
    return render(request, "errors/403.html", status=403)


def page_not_found(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    """Show the 404 page."""
    return render(request, "errors/404.html", status=404)


def too_many_requests(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """Show the 429 page, with the time to wait for machines as well."""
    response = render(request, "errors/429.html", {"seconds": seconds}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """Show who guessed too often how long to wait; the API has said so by itself."""
    if response.status_code == 429:
        return response
    seconds = locked_seconds(
        username=(credentials or {}).get("username", ""),
        address=address_for_lockout(request) or "",
    )
    context = {"minutes": math.ceil(seconds / 60)}
    page = render(request, "errors/locked.html", context, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the 500 page: without database, session or whatever else just failed."""
    context = {
        "stylesheet": f"/{settings.STATIC_URL.strip('/')}/dayi.css",
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("errors/500.html", context), status=500)

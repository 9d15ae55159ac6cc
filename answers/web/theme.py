"""Theme: the colour scheme a reader chose, in a cookie, so that no page flashes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

THEME_COOKIE = "kb_theme"
THEMES = ("auto", "light", "dark")
ONE_YEAR = 365 * 24 * 3600


# Whoever forges this request can change a colour, no more.
@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember a theme and go back to the page."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(_back(request))
    if theme in THEMES:
        # The script reads and writes it too, hence not httponly.
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=ONE_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        there, {request.get_host()}, require_https=request.is_secure()
    )
    return there if safe else "/"

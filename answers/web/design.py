"""Design: every component on one page, for whoever changes how the site looks."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from answers.services.articles import home_get
from answers.web.search.query import SearchRequest

STYLESHEET = "dayi.css"
SHOWN = 3


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show staff the variables of the stylesheet and the components made of them."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    home = home_get(viewer=request.user)
    context = {
        "colours": [name for name, value in _variables() if _is_colour(value)],
        "sizes": [name for name, _ in _variables() if name.startswith("step")],
        "gaps": [name for name, _ in _variables() if name.startswith("gap")],
        "articles": home.newest[:SHOWN],
        "tags": home.tags[:8],
        "search": SearchRequest(),
    }
    return render(request, "pages/design.html", context)


@lru_cache(maxsize=1)
def _variables() -> tuple[tuple[str, str], ...]:
    """Return the variables that the first rule of the stylesheet sets, in its order."""
    text = Path(settings.STATICFILES_DIRS[0], STYLESHEET).read_text(encoding="utf-8")
    rule = text.partition("\n}")[0]
    return tuple(re.findall(r"^\s+--([\w-]+): ([^;]+);", rule, re.MULTILINE))


def _is_colour(value: str) -> bool:
    return value.startswith("light-dark(")

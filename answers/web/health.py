"""Health: whether the process is alive, and whether it can serve requests."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from answers.lib.errors import IndexUnavailableError
from answers.services.articles import article_list
from answers.services.search import Question, article_search

PROBE = Question("403", limit=1)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 where rows can be read and the index searched, else 503."""
    checks = {"database": _database()}
    checks["search"] = _search() if checks["database"] == "ok" else "not checked"
    ready = all(value == "ok" for value in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", "checks": checks},
        status=200 if ready else 503,
    )


def _database() -> str:
    try:
        article_list(viewer=AnonymousUser()).exists()
    except DatabaseError as error:
        return type(error).__name__
    return "ok"


def _search() -> str:
    """Search for real: that also starts mending an index that cannot be read."""
    try:
        article_search(question=PROBE, viewer=AnonymousUser())
    except IndexUnavailableError as error:
        return error.code
    return "ok"

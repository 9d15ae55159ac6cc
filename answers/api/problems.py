"""Problems: every refusal in one shape, RFC 9457 (application/problem+json).

``code`` is for machines and stable, ``detail`` for people; ``errors`` names the
fields of bad input; ``request_id`` is what to quote when asking for help.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from answers.api.authentication import REALM
from answers.api.problem_help import help_url
from answers.lib.errors import (
    AnswersError,
    BaseMissingError,
    ConflictError,
    CredentialsError,
    ForbiddenError,
    GoneError,
    IndexBusyError,
    IndexUnavailableError,
    InvalidError,
    LockedError,
    NotFoundError,
    OvertakenError,
    RateLimitedError,
)

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
# What an error knows beyond its sentence, for machines.
TOLD = (
    *("at", "needs", "scopes", "product", "products", "address", "origin", "revision"),
    "replaced_by",
)
RETRY_SECONDS = 5  # how soon a mended index may be expected

STATUS: dict[type[AnswersError], int] = {
    InvalidError: 400,
    CredentialsError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    GoneError: 410,
    ConflictError: 409,
    OvertakenError: 412,
    BaseMissingError: 428,
    RateLimitedError: 429,
    LockedError: 429,
    IndexBusyError: 503,
    IndexUnavailableError: 503,
}
CODES = {
    400: "invalid",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
    500: "server_error",
}


class TooLargeError(exceptions.APIException):
    """The body is larger than is read."""

    status_code = 413
    default_code = "too_large"


def handle(exc: Exception, context: Mapping[str, Any]) -> Response:
    """Turn any exception of a view into a problem; DRF's exception handler."""
    request: Request = context["request"]
    set_rollback()
    if isinstance(exc, AnswersError):
        return _of_ours(request, exc)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.APIException):
        return _of_drf(request, exc, context["view"].allowed_methods)
    logger.error("unhandled error in the API", exc_info=exc)
    return problem(
        request,
        500,
        "server_error",
        _("Something broke here; it is logged under request_id: tell us."),
    )


def problem(
    request: Request, status: int, code: str, detail: str, **more: Any
) -> Response:
    """Return one problem as a response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "help": help_url(request, status, code),
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
        **more,
    }
    return Response(body, status=status, content_type=CONTENT_TYPE)


def _of_ours(request: Request, error: AnswersError) -> Response:
    status = STATUS.get(type(error), 500)
    more = {name: error.extra[name] for name in TOLD if name in error.extra}
    if "field" in error.extra:
        name = error.extra["field"]
        more["errors"] = [{"field": name, "message": error.message}]
    response = problem(request, status, error.code, error.message, **more)
    if status in (429, 503):
        response["Retry-After"] = str(error.extra.get("seconds", RETRY_SECONDS))
    if status == 401:
        response["WWW-Authenticate"] = _challenge(error.code)
    return response


def _challenge(code: str) -> str:
    """Return RFC 6750's header: what to send, and what was wrong with what came."""
    if code == "token_missing":
        return REALM
    wrong = "invalid_request" if code == "key_in_url" else "invalid_token"
    return f'{REALM}, error="{wrong}", error_description="{code}"'


def _of_drf(
    request: Request, exc: exceptions.APIException, allowed: list[str]
) -> Response:
    status = exc.status_code
    more: dict[str, Any] = {}
    if isinstance(exc, exceptions.ValidationError):
        more["errors"] = list(_field_errors(exc.detail))
        names = ", ".join(sorted({error["field"] for error in more["errors"]}))
        detail = _("Not usable: {names}. “errors” says what to change.").format(
            names=names
        )
    elif isinstance(exc, exceptions.MethodNotAllowed):
        more["allowed"] = allowed
        detail = _("{method} is not possible here: use {allowed}.").format(
            method=request.method, allowed=", ".join(allowed)
        )
    elif isinstance(exc, exceptions.Throttled):
        detail = _("Too many calls: wait {wait} seconds, or use a key of your own.")
        detail = detail.format(wait=int(getattr(exc, "wait", None) or 1))
    elif isinstance(exc, exceptions.UnsupportedMediaType):
        detail = _("A body must be JSON: send “Content-Type: application/json”.")
    else:
        detail = str(exc.detail)
    response = problem(request, status, CODES.get(status, "error"), detail, **more)
    wait = getattr(exc, "wait", None)
    if wait:
        response["Retry-After"] = str(int(wait))
    if isinstance(exc, exceptions.NotAuthenticated):
        response["WWW-Authenticate"] = REALM
    return response


def _field_errors(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = field if name == "non_field_errors" else f"{field}.{name}".strip(".")
            yield from _field_errors(inner, str(own))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _field_errors(inner, field)
    else:
        yield {"field": field or "body", "message": str(detail)}

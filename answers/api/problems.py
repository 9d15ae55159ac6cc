"""Problems: every refusal as one JSON object, RFC 9457 (application/problem+json).

``code`` is for machines and stable, ``detail`` for people; ``help`` is the page that
answers it; ``errors`` names the fields of bad input; ``request_id`` is what to quote
when asking for help.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from answers.api.authentication import REALM
from answers.api.serializers import Output
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
from answers.services.articles import article_is_public

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
# The values of an error's ``extra`` that a problem shows beside its sentence.
EXTRA_MEMBERS = (
    *("at", "needs", "scopes", "product", "products", "address", "origin", "revision"),
    "replaced_by",
)
RETRY_SECONDS = 5  # until a damaged index may be expected to be rebuilt

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
DESCRIPTIONS = {
    400: "Bad input; `errors` names the fields.",
    401: "The key or token does not count; `code` says why.",
    403: "The key or account may not do this; `code` says why.",
    404: "There is no such thing.",
    409: "Somebody was faster; `revision` says which revision is public now.",
    410: "The article was retired; `replaced_by` names the one that stands for it.",
    412: "What `If-Match` names is not the newest; `revision` says what is.",
    413: "The body is too large.",
    415: "The body is not `application/json`, or has a `Content-Encoding`.",
    428: "Nothing says which revision was changed.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "The search index is being mended; `Retry-After` says when to come back.",
}
# Codes whose cause is described by an article on other software.
SHARED_HELP = {
    "invalid": "open-api-400-required-parameter",
    "not_found": "open-api-404-config-data-not-exist",
    "method_not_allowed": "open-api-405-method-not-allowed",
    "precondition_failed": "dayi-api-conflict",
    "precondition_required": "dayi-api-conflict",
}


class TooLargeError(exceptions.APIException):
    """The body is larger than is read."""

    status_code = 413
    default_code = "too_large"


class EncodedBodyError(exceptions.APIException):
    """The body has a ``Content-Encoding``, which is not read."""

    status_code = 415
    default_code = "unsupported_media_type"


class Refusal(NamedTuple):
    """What a problem is written from."""

    status: int
    code: str
    detail: str


class FieldError(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField()
    message = serializers.CharField()


class Problem(Output):
    """A refusal, RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="What is wrong and what to do.")
    help = serializers.CharField(help_text="The page that answers it.")
    instance = serializers.CharField()
    request_id = serializers.CharField()
    errors = FieldError(many=True, required=False)  # type: ignore[assignment]

    @staticmethod
    def type_of(refusal: Refusal, request: Request) -> str:
        return "about:blank"

    @staticmethod
    def title_of(refusal: Refusal, request: Request) -> str:
        return HTTPStatus(refusal.status).phrase

    @staticmethod
    def help_of(refusal: Refusal, request: Request) -> str:
        return help_url(request, refusal.status, refusal.code)

    @staticmethod
    def instance_of(refusal: Refusal, request: Request) -> str:
        return request.path

    @staticmethod
    def request_id_of(refusal: Refusal, request: Request) -> str:
        return getattr(request, "request_id", "")


def problem_responses(*statuses: int) -> dict[int, OpenApiResponse]:
    """Return an operation's refusals for the OpenAPI description.

    Those that every operation may answer with are added.
    """
    return {
        status: OpenApiResponse(Problem, description=DESCRIPTIONS[status])
        for status in (*statuses, 401, 403, 429)
    }


def help_key(code: str) -> str:
    """Return the key of the article on a refusal."""
    return SHARED_HELP.get(code, f"dayi-api-{code.replace('_', '-')}")


def help_url(request: Request, status: int, code: str) -> str:
    """Return the article's page, or the API's own where this site has no such article.

    Of a fault of the server (500 and above) nothing is looked up: the database may be
    the cause.
    """
    key = help_key(code)
    if status < 500 and article_is_public(key=key):
        return request.build_absolute_uri(reverse("answers:article", args=[key]))
    return request.build_absolute_uri(reverse("answers:docs"))


def handle(exc: Exception, context: Mapping[str, Any]) -> Response:
    """Turn any exception of a view into a problem; DRF's exception handler."""
    request: Request = context["request"]
    set_rollback()
    if isinstance(exc, AnswersError):
        return _from_answers_error(request, exc)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.APIException):
        return _from_drf_error(request, exc, context["view"].allowed_methods)
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
    body = Problem.write(Refusal(status, code, detail), request) | more
    return Response(body, status=status, content_type=CONTENT_TYPE)


def _from_answers_error(request: Request, error: AnswersError) -> Response:
    status = STATUS.get(type(error), 500)
    more = {name: error.extra[name] for name in EXTRA_MEMBERS if name in error.extra}
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


def _from_drf_error(
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
    if isinstance(exc, EncodedBodyError):
        response["Accept-Encoding"] = "identity"  # RFC 9110, 15.5.16
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

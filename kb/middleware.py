"""Middleware of the whole site: request ids, languages by address, conditional GET."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from answers.lib.languages import PARAMETER
from kb.logs import current_request_id

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Take the proxy's request id where it is harmless, else make one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        own = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = own  # type: ignore[attr-defined]
        token = current_request_id.set(own)
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response.headers[HEADER] = own
        return response

    return middleware


def language_of_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show a page in the language that its address names: ``?hl=en``.

    It counts for this request alone, and more than the reader's cookie and browser;
    a language that is not spoken here changes nothing. Stands after Django's own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.address_language = ""  # type: ignore[attr-defined]
        if f"{PARAMETER}=" in request.META.get("QUERY_STRING", ""):
            try:
                wanted = request.GET.get(PARAMETER, "")[:20].lower()
                spoken = translation.get_supported_language_variant(wanted)
            except LookupError:
                return get_response(request)
            translation.activate(spoken)
            request.LANGUAGE_CODE = spoken
            request.address_language = spoken  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


# Every page has another mask around the same token: only the cookie's secret counts.
CSRF_FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
KEPT_TYPES = ("text/", "application/", "image/")


def conditional(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 304 where the browser holds what would be sent.

    The tag is made of the content, so it is right whatever the page depends on:
    votes, language, theme, who reads. Browsers keep a page, and ask each time.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _is_kept(request, response):
            return response
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
        if response["Content-Type"].startswith("text/html"):
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if not response.has_header("ETag"):
            response.headers["ETag"] = _tag(request, response)
        etag = response["ETag"]
        held = get_conditional_response(request, etag=etag, response=response)
        return response if held is None else held

    return middleware


def _is_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.streaming
        and "no-store" not in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith(KEPT_TYPES)
        # Conditions for writing say nothing of reading.
        and not {"If-Match", "If-Unmodified-Since"} & set(request.headers)
    )


def _tag(request: HttpRequest, response: HttpResponse) -> str:
    content = CSRF_FIELD.sub(b"", response.content)
    secret = str(request.META.get("CSRF_COOKIE", "")).encode()
    digest = hashlib.blake2b(content + secret, digest_size=12).hexdigest()
    return f'W/"{digest}"'

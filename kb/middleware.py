"""Middleware of the site: request ids, languages, bounds of bodies, conditional GET."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from answers.api.parsers import content_length
from answers.lib.languages import PARAMETER
from kb.logs import current_request_id

HEADER = "X-Request-ID"
UPLOAD_VIEW = "admin:answers_article_import"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.request_id``: the proxy's where well-formed, else a new one."""

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
    """Show a page in the language of its query string: ``?hl=en``.

    It applies to this request alone, and before the cookie and the browser's languages;
    an unknown language is ignored. Must come after ``LocaleMiddleware``.
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


# The token in a page is masked anew each time; its secret is in the cookie.
CSRF_FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
CACHEABLE_TYPES = ("text/", "application/", "image/")


def conditional(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 304 where the browser has the same content.

    The ETag is a hash of the content, so it is right whatever the page depends on:
    votes, language, theme, user. Browsers keep a page and revalidate it each time.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _is_cacheable(request, response):
            return response
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
        if response["Content-Type"].startswith("text/html"):
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if not response.has_header("ETag"):
            response.headers["ETag"] = _etag(request, response)
        etag = response["ETag"]
        not_modified = get_conditional_response(request, etag=etag, response=response)
        return response if not_modified is None else not_modified

    return middleware


def _is_cacheable(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.streaming
        and "no-store" not in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith(CACHEABLE_TYPES)
        # Those two are conditions for writing.
        and not {"If-Match", "If-Unmodified-Since"} & set(request.headers)
    )


def _etag(request: HttpRequest, response: HttpResponse) -> str:
    content = CSRF_FIELD.sub(b"", response.content)
    secret = str(request.META.get("CSRF_COOKIE", "")).encode()
    digest = hashlib.blake2b(content + secret, digest_size=12).hexdigest()
    return f'W/"{digest}"'


class BoundedBody:
    """Refuse a page's body by its length, before a file of it is written to disk.

    Django bounds the fields of a form and the memory of a file, not the file. Files are
    taken by the admin's import alone, of users who may log in there. Raises
    RequestDataTooBig, which is shown as a 413; the API refuses by itself. Must come
    before ``CsrfViewMiddleware``, which reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> None:
        """Raise RequestDataTooBig where the body is larger than the view takes."""
        if hasattr(view, "cls"):  # of the API
            return
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length(request.headers) <= most:
            return
        where = request.resolver_match.view_name if request.resolver_match else ""
        if where == UPLOAD_VIEW and getattr(request.user, "is_staff", False):
            most += settings.KB_IMPORT_MAX_BYTES
        if content_length(request.headers) > most:
            msg = f"The body is larger than {most} bytes."
            raise RequestDataTooBig(msg)

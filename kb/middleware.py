"""Middleware of the whole site: every request carries an id that errors can quote."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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

"""Request bodies that say no length: they are read, within the usual bound."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

READ = 1 << 16  # bytes at a time


def with_length(application: WSGIApplication) -> WSGIApplication:
    """Return the WSGI application with bodies of unknown length read beforehand.

    Django reads ``CONTENT_LENGTH`` bytes, none where it is missing, as it is with
    ``Transfer-Encoding: chunked`` and may be in HTTP/2. Of a body that is too large one
    byte more than ``DATA_UPLOAD_MAX_MEMORY_SIZE`` is read, so that it is refused as one
    that says its length.
    """

    def wrapper(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        chunked = environ.get("HTTP_TRANSFER_ENCODING")
        silent = (
            not environ.get("CONTENT_LENGTH") and environ["REQUEST_METHOD"] != "GET"
        )
        # Only such a server ends the input with the body; with others, read() waits.
        if (chunked or silent) and environ.get("wsgi.input_terminated"):
            body = _read(environ["wsgi.input"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["wsgi.input"] = io.BytesIO(body)
        return application(environ, start)

    return wrapper


def _read(stream: Any, most: int) -> bytes:
    found = bytearray()
    while len(found) <= most and (
        some := stream.read(min(READ, most + 1 - len(found)))
    ):
        found += some
    return bytes(found)

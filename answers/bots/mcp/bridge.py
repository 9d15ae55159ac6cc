"""Bridge: one request of the WSGI server, answered by an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx2
from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


async def serve(app: App, request: HttpRequest, path: str) -> HttpResponse:
    """Return what an application answers to a request, as if sent to ``path``."""
    headers = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in request.headers.items()
    ]
    # The host is in the headers; this one is seen by nobody.
    sent = httpx2.Request(
        "POST", f"http://mcp{path}", headers=headers, content=request.body
    )
    answer = await httpx2.ASGITransport(app).handle_async_request(sent)
    response = HttpResponse(await answer.aread(), status=answer.status_code)
    for name, value in answer.headers.items():
        response[name] = value
    return response


# Code that waits for the database is sent back to the thread that called.
serve_request = async_to_sync(serve)

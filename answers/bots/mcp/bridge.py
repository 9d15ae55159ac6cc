"""Bridge: one request of the WSGI server, answered by an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio
from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


async def serve(app: App, scope: Message, body: bytes) -> HttpResponse:
    """Return what an application answers to one request whose body is complete."""
    waiting = [body]
    response = HttpResponse()

    async def receive() -> Message:
        if not waiting:  # the caller hears the answer, so he is still there
            await anyio.sleep_forever()
        return {"type": "http.request", "body": waiting.pop(), "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            for name, value in message["headers"]:
                response[name.decode("latin-1")] = value.decode("latin-1")
        elif message["type"] == "http.response.body":
            response.write(message.get("body", b""))

    await app(scope, receive, send)
    return response


# Code that waits for the database is sent back to the thread that called.
serve_request = async_to_sync(serve)


def scope_of(request: HttpRequest, path: str) -> Message:
    """Return a request as ASGI describes it, as if ``path`` had been called."""
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in request.headers.items()
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method or "GET",
        "scheme": request.scheme,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": None,
        "server": None,
    }

"""The view at ``/mcp``: who may call, then the SDK answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from answers.api.base import View

PATH = "/mcp"


class McpView(View):
    """One exchange of the Model Context Protocol; nothing is kept between two."""

    schema = None  # MCP describes itself
    needs = None  # each tool says for itself
    http_method_names = ["post"]

    def post(self, request: Request) -> HttpResponse:
        """Answer one message. A page of another origin may not speak for its reader."""
        origin = request.headers.get("Origin", "")
        if origin and origin.partition("://")[2] != request.get_host():
            raise PermissionDenied
        # Heavy, and nothing for a worker that no agent ever calls.
        from answers.bots.mcp.bridge import serve_request
        from answers.bots.mcp.callers import caller

        token = caller.set(request)
        try:
            return serve_request(_app, request._request, PATH)
        finally:
            caller.reset(token)


async def _app(scope: Any, receive: Any, send: Any) -> None:
    # A fresh application a request: the SDK's cannot be started twice.
    app = _server().streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        host="0.0.0.0",  # noqa: S104 - Django has checked the Host header
    )
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)


@cache
def _server() -> Any:
    from answers.bots.mcp.server import make_server

    return make_server()

"""The view at ``/mcp``: authentication and limits; the SDK answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from answers.api.base import View

PATH = "/mcp"


class McpView(View):
    """One stateless exchange of the Model Context Protocol."""

    schema = None  # not in the description: MCP describes itself
    needs = None  # each tool requires its own scope
    http_method_names = ["post"]

    def post(self, request: Request) -> HttpResponse:
        """Answer one message. Pages of other origins are refused (DNS rebinding)."""
        origin = request.headers.get("Origin", "")
        if origin and origin.partition("://")[2] != request.get_host():
            raise PermissionDenied
        # The SDK is slow to import, and most workers never need it.
        from answers.bots.mcp.bridge import serve_request
        from answers.bots.mcp.callers import caller

        token = caller.set(request)
        try:
            return serve_request(_app, request._request, PATH)
        finally:
            caller.reset(token)


async def _app(scope: Any, receive: Any, send: Any) -> None:
    # A new application for each request: one cannot be started twice.
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

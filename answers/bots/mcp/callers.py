"""Callers: the request that an exchange came by, and errors as agents read them."""

from __future__ import annotations

from contextvars import ContextVar

from rest_framework.request import Request

from answers.lib.errors import AnswersError
from answers.services.accounts import Caller

caller: ContextVar[Request] = ContextVar("mcp_caller")


def require(scope: str) -> None:
    """Raise ForbiddenError where the caller's key lacks the scope."""
    auth = caller.get().auth
    if isinstance(auth, Caller):
        auth.require(scope)


def error_text(error: AnswersError) -> str:
    """Return an error as text: its code, and what to do."""
    return f"{error.code}: {error}"

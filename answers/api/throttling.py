"""Throttling: how often one caller may call, and the headers that say what is left.

A bot is counted by its key, a person by the login, anybody else by the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from answers.models import Login
from answers.ratelimit import Allowance, address_identity, caller_address, count_one
from answers.services.accounts import Caller

if TYPE_CHECKING:
    from rest_framework.views import APIView


class _AddressThrottle(BaseThrottle):
    """Counts the calls of one address, over all workers."""

    scope = ""
    setting = ""
    factor = 1  # so many calls count as one

    def __init__(self) -> None:
        self._wait = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        allowance = self.count(request)
        if allowance is None:
            return True
        request._request.allowance = allowance  # type: ignore[attr-defined]
        self._wait = allowance.wait
        return allowance.allowed

    def count(self, request: Request) -> Allowance | None:
        """Count this call by its address."""
        who = address_identity(address_of(request))
        rate: str | None = getattr(settings, self.setting)
        return count_one(self.scope, who, rate, factor=self.factor)

    def wait(self) -> float | None:
        return float(self._wait)


class CallerThrottle(_AddressThrottle):
    """Reading and asking: KB_THROTTLE_BOT; without key or login KB_THROTTLE_ANON."""

    scope = "anon"
    setting = "KB_THROTTLE_ANON"
    bot_scope = "bot"

    def count(self, request: Request) -> Allowance | None:
        """Count this call by its key or login, where it has one."""
        auth = request.auth
        if isinstance(auth, Caller):
            who, rate = auth.identity, auth.rate
        elif isinstance(auth, Login):
            who, rate = f"user:{auth.user_id}", settings.KB_THROTTLE_BOT
        else:
            return super().count(request)
        return count_one(self.bot_scope, who, rate, factor=self.factor)


class SuggestThrottle(CallerThrottle):
    """Typing: ten suggestions count as one search."""

    scope = "suggest"
    bot_scope = "bot-suggest"
    factor = 10


class FeedbackThrottle(CallerThrottle):
    """Voting: KB_THROTTLE_FEEDBACK; a bot, which votes for many, by its own rate."""

    scope = "feedback"
    setting = "KB_THROTTLE_FEEDBACK"


class LoginThrottle(_AddressThrottle):
    """Logging in: KB_THROTTLE_LOGIN, whatever name is tried."""

    scope = "login"
    setting = "KB_THROTTLE_LOGIN"


def add_limit_headers(request: Request, response: Response) -> None:
    """Say in headers what is left (draft-ietf-httpapi-ratelimit-headers)."""
    left: Allowance | None = getattr(request._request, "allowance", None)
    if left is not None:
        response["RateLimit-Policy"] = f'"{left.scope}";q={left.limit};w={left.period}'
        response["RateLimit"] = f'"{left.scope}";r={left.remaining};t={left.left}'


def address_of(request: Request) -> str:
    """Return the caller's address, as the trusted proxies report it."""
    return caller_address(request.META, proxies=settings.KB_PROXIES)

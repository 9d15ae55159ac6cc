"""Visitors: a random id in a signed cookie, set only for those who vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from answers.lib.addresses import read_address
from answers.ratelimit import (
    address_identity,
    caller_address,
    new_visitor,
    visitor_identity,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "kb_visitor"
SALT = "answers.web.visitors"
TWO_YEARS = 2 * 365 * 24 * 3600


def known_visitor(request: HttpRequest) -> str:
    """Return the identity of a visitor who voted before, else an empty string."""
    given = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return visitor_identity(given) if given else ""


def name_visitor(request: HttpRequest) -> tuple[str, str]:
    """Return the cookie value and identity of a visitor, new ones if unknown."""
    given = request.get_signed_cookie(COOKIE, default="", salt=SALT) or new_visitor()
    return given, visitor_identity(given)


def keep_visitor(request: HttpRequest, response: HttpResponse, value: str) -> None:
    """Set the visitor's cookie, which scripts cannot read."""
    response.set_signed_cookie(
        COOKIE,
        value,
        salt=SALT,
        max_age=TWO_YEARS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
    )


def address_of(request: HttpRequest) -> str:
    """Return the identity under which the caller's address is rate limited."""
    return address_identity(caller_address(request.META, proxies=settings.KB_PROXIES))


def address_for_lockout(request: HttpRequest) -> str | None:
    """Return the caller's address for django-axes' lockout records."""
    found = read_address(caller_address(request.META, proxies=settings.KB_PROXIES))
    return None if found is None else str(found)

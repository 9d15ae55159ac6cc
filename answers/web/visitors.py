"""Visitors: a random name in a signed cookie, given only to who votes."""

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
    """Return the identity of who voted here before, empty for anybody else."""
    given = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return visitor_identity(given) if given else ""


def name_visitor(request: HttpRequest) -> tuple[str, str]:
    """Return the cookie's value and the identity of a visitor, new where unknown."""
    given = request.get_signed_cookie(COOKIE, default="", salt=SALT) or new_visitor()
    return given, visitor_identity(given)


def keep_visitor(request: HttpRequest, response: HttpResponse, value: str) -> None:
    """Let the browser keep the visitor's name; scripts cannot read it."""
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
    """Return what stands for the caller's address where callers are counted."""
    return address_identity(caller_address(request.META, proxies=settings.KB_PROXIES))


def address_for_lockout(request: HttpRequest) -> str | None:
    """Return the caller's address as django-axes keeps it while it counts guesses."""
    found = read_address(caller_address(request.META, proxies=settings.KB_PROXIES))
    return None if found is None else str(found)

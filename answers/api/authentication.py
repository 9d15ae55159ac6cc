"""Authentication: by a bot's key, a login token, or a browser's session.

``Authorization: Bearer`` comes first, and where it is sent a session is not looked at:
a client that happens to keep a cookie needs no CSRF token.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from answers.api.tokens import read_access
from answers.lib.keys import MARK
from answers.models import Login
from answers.ratelimit import caller_address
from answers.services.accounts import (
    Caller,
    access_error,
    key_check,
    login_check,
    query_check,
)

REALM = 'Bearer realm="dayi"'


class BearerAuthentication(authentication.BaseAuthentication):
    """A bot's key, or the access token of a login."""

    def authenticate(self, request: Request) -> tuple[Any, Caller | Login] | None:
        """Return viewer and key or login, None without a bearer token.

        Raises CredentialsError and ForbiddenError.
        """
        check_query(request)
        text = bearer(request)
        if text is None:
            return None
        if not text.startswith(MARK):
            login = login_check(login_id=read_access(text))
            return login.user, login
        caller = key_check(
            text=text,
            address=caller_address(request.META, proxies=settings.KB_PROXIES),
            origin=request.headers.get("Origin", ""),
        )
        return caller.viewer, caller

    def authenticate_header(self, request: Request) -> str:
        return REALM


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a person who is logged in."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise access_error("csrf_failed") from error


def bearer(request: Request) -> str | None:
    """Return the bearer token, None where there is none.

    ``Basic`` is left to a proxy in front. Raises CredentialsError for other schemes.
    """
    header = str(request.META.get("HTTP_AUTHORIZATION", "")).strip()
    scheme, _, text = header.partition(" ")
    if not header or scheme.lower() == "basic":
        return None
    if scheme.lower() != "bearer" or not text.strip():
        raise access_error("token_malformed")
    return text.strip()


def check_query(request: Request) -> None:
    """Refuse a key or token in the query string. Raises CredentialsError."""
    params = request.query_params
    values = [value for name in params for value in params.getlist(name)]
    query_check(values=values, place=request.path)

"""Tokens: a login's JSON Web Tokens, signed and read by simplejwt.

Which refresh token of a login is live is kept in the login's row
(``services.accounts.logins``), so simplejwt's block list is not needed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TypeVar, cast

import jwt
from django.utils import timezone
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from answers.lib.errors import AnswersError
from answers.models import Login
from answers.services.accounts import access_error, iso_time

T = TypeVar("T", bound=Token)

CLAIM = "login"


def make_access(login: Login) -> str:
    """Return a new access token of a login."""
    return _write(AccessToken(), login)


def make_refresh(login: Login) -> str:
    """Return the login's live refresh token."""
    token = RefreshToken()
    token[api_settings.JTI_CLAIM] = login.live
    return _write(token, login)


def access_seconds() -> int:
    """Return for how many seconds an access token is valid."""
    return int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds())


def read_access(text: str) -> str:
    """Return the login an access token belongs to. Raises CredentialsError."""
    return str(_read(AccessToken, text)[CLAIM])


def read_refresh(text: str) -> tuple[str, str]:
    """Return login and id of a refresh token. Raises CredentialsError."""
    token = _read(RefreshToken, text)
    return str(token[CLAIM]), str(token[api_settings.JTI_CLAIM])


def _write(token: Token, login: Login) -> str:
    token[CLAIM] = str(login.pk)
    return str(token)


def _read(kind: type[T], text: str) -> T:
    try:
        token = kind(cast("Token", text))  # it says Token and means text
    except ExpiredTokenError as error:
        ended = iso_time(_moment(text, "exp"))
        raise access_error(f"token_expired/{kind.token_type}", at=ended) from error
    except TokenError as error:
        raise _refusal(text, error) from error
    try:
        uuid.UUID(token.get(CLAIM))
    except (TypeError, ValueError, AttributeError) as error:
        raise access_error("token_malformed") from error
    return token


def _refusal(text: str, error: TokenError) -> AnswersError:
    """Return the refusal for a token that simplejwt calls invalid, by its cause."""
    backend = error.__cause__
    cause = backend.__cause__ if backend is not None else None
    if isinstance(cause, jwt.ImmatureSignatureError):
        wait = _moment(text, "iat") - timezone.now()
        return access_error("clock_skew", seconds=max(1, round(wait.total_seconds())))
    if isinstance(cause, jwt.InvalidSignatureError):
        return access_error("token_unknown/login")
    # Read and signed by us, and still not of this kind: it is of the other.
    return access_error("token_wrong_type" if cause is None else "token_malformed")


def _moment(text: str, claim: str) -> dt.datetime:
    """Return the time in a claim of a token that is not valid now."""
    payload = jwt.decode(text, options={"verify_signature": False})
    return dt.datetime.fromtimestamp(payload[claim], dt.UTC)

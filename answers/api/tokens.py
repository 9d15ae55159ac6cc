"""Tokens: a login's tokens as text (JSON Web Tokens by simplejwt), and back.

simplejwt signs and reads; which refresh token of a login is live, the login knows
(``services.admitting.logins``), so none of simplejwt's block lists is needed.
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
from answers.services.accounts import refuse, stamp

T = TypeVar("T", bound=Token)

CLAIM = "login"


def write_tokens(login: Login) -> dict[str, str | int]:
    """Return the tokens of a login as they are handed out."""
    access, refresh = AccessToken(), RefreshToken()
    access[CLAIM] = refresh[CLAIM] = str(login.pk)
    refresh[api_settings.JTI_CLAIM] = login.live
    return {
        "access_token": str(access),
        "refresh_token": str(refresh),
        "token_ttl": int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    }


def read_access(text: str) -> str:
    """Return the login an access token belongs to. Raises CredentialsError."""
    return str(_read(AccessToken, text)[CLAIM])


def read_refresh(text: str) -> tuple[str, str]:
    """Return login and id of a refresh token. Raises CredentialsError."""
    token = _read(RefreshToken, text)
    return str(token[CLAIM]), str(token[api_settings.JTI_CLAIM])


def _read(kind: type[T], text: str) -> T:
    try:
        token = kind(cast("Token", text))  # it says Token and means text
    except ExpiredTokenError as error:
        ended = stamp(_moment(text, "exp"))
        raise refuse(f"token_expired/{kind.token_type}", at=ended) from error
    except TokenError as error:
        raise _why(text, error) from error
    try:
        uuid.UUID(token.get(CLAIM))
    except (TypeError, ValueError, AttributeError) as error:
        raise refuse("token_malformed") from error
    return token


def _why(text: str, error: TokenError) -> AnswersError:
    """Tell apart what simplejwt calls invalid."""
    backend = error.__cause__
    cause = backend.__cause__ if backend is not None else None
    if isinstance(cause, jwt.ImmatureSignatureError):
        wait = _moment(text, "iat") - timezone.now()
        return refuse("clock_skew", seconds=max(1, round(wait.total_seconds())))
    if isinstance(cause, jwt.InvalidSignatureError):
        return refuse("token_unknown/login")
    # Read and signed by us, and still not of this kind: it is of the other.
    return refuse("token_wrong_type" if cause is None else "token_malformed")


def _moment(text: str, claim: str) -> dt.datetime:
    """Return a moment out of a token that is not valid at this one."""
    payload = jwt.decode(text, options={"verify_signature": False})
    return dt.datetime.fromtimestamp(payload[claim], dt.UTC)

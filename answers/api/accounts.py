"""Accounts over REST: log in for tokens, refresh them, log out, check a token."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, NamedTuple

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.authentication import bearer, check_query
from answers.api.base import View, read
from answers.api.fields import CleanCharField, SecretField
from answers.api.problems import problem_responses
from answers.api.serializers import Output
from answers.api.throttling import LoginThrottle, address_of
from answers.api.tokens import (
    access_seconds,
    make_access,
    make_refresh,
    read_access,
    read_refresh,
)
from answers.lib.addresses import read_address
from answers.models import Login
from answers.services.accounts import (
    Caller,
    access_error,
    login_end,
    login_refresh,
    login_start,
    password_check,
)


class LoginInput(serializers.Serializer[Any]):
    """Who logs in."""

    username = CleanCharField(max_length=150)
    password = SecretField(max_length=1000)


class RefreshInput(serializers.Serializer[Any]):
    """With what a login goes on."""

    refresh_token = SecretField(max_length=4000)


class LogoutInput(serializers.Serializer[Any]):
    """Which login ends; without one that of the access token."""

    refresh_token = SecretField(max_length=4000, default="", allow_blank=True)


class LogoutOutput(serializers.Serializer[Any]):
    """That it has ended."""

    ended = serializers.BooleanField()


class TokenOutput(Output):
    """The tokens of a login."""

    access_token = serializers.CharField(help_text="Send it as “Bearer”.")
    refresh_token = serializers.CharField(help_text="For auth/refresh alone, once.")
    token_ttl = serializers.IntegerField(
        help_text="Seconds for which the access token counts."
    )

    @staticmethod
    def access_token_of(login: Login, request: Request) -> str:
        return make_access(login)

    @staticmethod
    def refresh_token_of(login: Login, request: Request) -> str:
        return make_refresh(login)

    @staticmethod
    def token_ttl_of(login: Login, request: Request) -> int:
        return access_seconds()


class Credentials(NamedTuple):
    """How a caller is known.

    ``scopes`` is None for a person, ``products`` (slugs) for one who may see all.
    """

    kind: Literal["key", "login", "session"]
    name: str
    reads_internal: bool
    rate: str | None
    scopes: list[str] | None = None
    products: list[str] | None = None
    expires_at: dt.datetime | None = None


class CheckOutput(Output):
    """What a key or token is good for."""

    kind = serializers.ChoiceField(["key", "login", "session"])
    name = serializers.CharField()
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Null: of a person."
    )
    products = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Null: all."
    )
    reads_internal = serializers.BooleanField()
    expires_at = serializers.DateTimeField(allow_null=True)
    rate = serializers.CharField(allow_null=True, help_text="Null: not limited.")


class LoginlessView(View):
    """A view that reads no cookie and no token: an old one must not be in the way."""

    authentication_classes = ()
    needs = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_query(request)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)


class LoginView(LoginlessView):
    """Log in."""

    throttle_classes = (LoginThrottle,)

    @extend_schema(
        operation_id="login",
        summary="Log in with name and password",
        request=LoginInput,
        responses={200: TokenOutput, **problem_responses(400, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Give an access token, good for ``token_ttl`` seconds, and a refresh token."""
        data = read(LoginInput, request.data)
        user = password_check(
            request=request._request,
            username=data["username"],
            password=data["password"],
            address=str(read_address(address_of(request)) or ""),
        )
        return Response(TokenOutput.write(login_start(user=user), request))


class RefreshView(LoginlessView):
    """Go on."""

    @extend_schema(
        operation_id="refresh",
        summary="Swap a refresh token for new tokens; the old one is dead at once",
        request=RefreshInput,
        responses={200: TokenOutput, **problem_responses(400, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Keep the newest: one that comes a second time ends the whole login."""
        text = read(RefreshInput, request.data)["refresh_token"]
        login_id, token_id = read_refresh(text)
        login = login_refresh(login_id=login_id, token_id=token_id)
        return Response(TokenOutput.write(login, request))


class LogoutView(LoginlessView):
    """Log out."""

    @extend_schema(
        operation_id="logout",
        summary="End a login: its access and refresh tokens are dead at once",
        request=LogoutInput,
        responses={200: LogoutOutput, **problem_responses(400, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Name the login by its refresh token, or by the access token in the header."""
        text = read(LogoutInput, request.data or {})["refresh_token"]
        access = bearer(request)
        if text:
            login_id, _ = read_refresh(text)
        elif access:
            login_id = read_access(access)
        else:
            raise access_error("token_missing")
        login_end(login_id=login_id)
        return Response({"ended": True})


class CheckView(View):
    """Look at a key or token."""

    needs = None

    @extend_schema(
        operation_id="check",
        summary="Tell what a key or token is good for, or why it does not count",
        responses={200: CheckOutput, **problem_responses()},
    )
    def get(self, request: Request) -> Response:
        return Response(CheckOutput.write(credentials_of(request), request))


def credentials_of(request: Request) -> Credentials:
    """Return how the caller is known. Raises CredentialsError for an unknown one."""
    user, auth = request.user, request.auth
    if isinstance(auth, Caller):
        return Credentials(
            "key",
            str(user),
            auth.viewer.reads_internal,
            auth.rate,
            scopes=sorted(auth.scopes),
            products=list(auth.viewer.product_slugs) or None,
            expires_at=auth.key.expires_at,
        )
    if not user.is_authenticated:
        raise access_error("token_missing")
    staff = bool(getattr(user, "is_staff", False))
    if isinstance(auth, Login):
        rate = settings.KB_THROTTLE_BOT
        return Credentials("login", str(user), staff, rate, expires_at=auth.expires_at)
    return Credentials("session", str(user), staff, settings.KB_THROTTLE_ANON)

"""Logins over REST: tokens for a name and a password, refreshed, ended, looked at."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.authentication import bearer, refuse_keys_in_address
from answers.api.base import View, problems, read
from answers.api.login_serializers import (
    CheckOutput,
    LoginInput,
    LogoutInput,
    LogoutOutput,
    RefreshInput,
    TokenOutput,
)
from answers.api.throttling import LoginThrottle, address_of
from answers.api.tokens import read_access, read_refresh, write_tokens
from answers.lib.addresses import read_address
from answers.models import Login
from answers.services.accounts import (
    Caller,
    login_end,
    login_refresh,
    login_start,
    password_check,
    refuse,
)


class DoorView(View):
    """A view before the door: no cookie and no old token stands in the way."""

    authentication_classes = ()
    needs = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_keys_in_address(request)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)


class LoginView(DoorView):
    """Log in."""

    throttle_classes = (LoginThrottle,)

    @extend_schema(
        operation_id="login",
        summary="Log in with name and password",
        request=LoginInput,
        responses={200: TokenOutput, **problems(400, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Give an access token, good for ``token_ttl`` seconds, and a refresh token."""
        given = read(LoginInput, request.data)
        user = password_check(
            request=request._request,
            username=given["username"],
            password=given["password"],
            address=str(read_address(address_of(request)) or ""),
        )
        return Response(write_tokens(login_start(user=user)))


class RefreshView(DoorView):
    """Go on."""

    @extend_schema(
        operation_id="refresh",
        summary="Swap a refresh token for new tokens; the old one is dead at once",
        request=RefreshInput,
        responses={200: TokenOutput, **problems(400, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Keep the newest: one that comes a second time ends the whole login."""
        text = read(RefreshInput, request.data)["refresh_token"]
        login_id, token_id = read_refresh(text)
        login = login_refresh(login_id=login_id, token_id=token_id)
        return Response(write_tokens(login))


class LogoutView(DoorView):
    """Log out."""

    @extend_schema(
        operation_id="logout",
        summary="End a login: its access and refresh tokens are dead at once",
        request=LogoutInput,
        responses={200: LogoutOutput, **problems(400, 413, 415)},
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
            raise refuse("token_missing")
        login_end(login_id=login_id)
        return Response({"ended": True})


class CheckView(View):
    """Look at a key or token."""

    needs = None

    @extend_schema(
        operation_id="check",
        summary="Tell what a key or token is good for, or why it does not count",
        responses={200: CheckOutput, **problems()},
    )
    def get(self, request: Request) -> Response:
        return Response(check_shape(request))


def check_shape(request: Request) -> dict[str, Any]:
    """Return who calls, and what that opens. Raises CredentialsError for nobody."""
    user, auth = request.user, request.auth
    shape: dict[str, Any] = {
        "kind": "session",
        "name": str(user),
        "scopes": None,
        "products": None,
        "reads_internal": bool(getattr(user, "is_staff", False)),
        "expires_at": None,
        "rate": settings.KB_THROTTLE_BOT,
    }
    if isinstance(auth, Caller):
        return shape | {
            "kind": "key",
            "scopes": sorted(auth.scopes),
            "products": list(auth.viewer.product_slugs) or None,
            "reads_internal": auth.viewer.reads_internal,
            "expires_at": auth.key.expires_at,
            "rate": auth.rate,
        }
    if isinstance(auth, Login):
        return shape | {"kind": "login", "expires_at": auth.expires_at}
    if not user.is_authenticated:
        raise refuse("token_missing")
    return shape | {"rate": settings.KB_THROTTLE_ANON}

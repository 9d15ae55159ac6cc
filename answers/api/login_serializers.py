"""Login serializers: names, passwords and tokens."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.api.fields import CleanCharField, SecretField


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


class TokenOutput(serializers.Serializer[Any]):
    """The tokens of a login."""

    access_token = serializers.CharField(help_text="Send it as “Bearer”.")
    refresh_token = serializers.CharField(help_text="For auth/refresh alone, once.")
    token_ttl = serializers.IntegerField(
        help_text="Seconds for which the access token counts."
    )


class CheckOutput(serializers.Serializer[Any]):
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

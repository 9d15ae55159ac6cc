"""Logins: a user's login over REST, with its refresh tokens."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token_id() -> str:
    """Return a new id for a refresh token."""
    return secrets.token_hex(16)


class Login(models.Model):
    """One login; ``live`` is the id of its only valid refresh token.

    ``stamp`` is derived from the password, so that a new password ends the login.
    """

    class End(models.TextChoices):
        LOGOUT = "logout", _("logged out")
        REUSED = "reused", _("a used refresh token came again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="logins",
        verbose_name=_("user"),
    )
    live = models.CharField(max_length=32, default=new_token_id, editable=False)
    stamp = models.CharField(max_length=128, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    refreshed_at = models.DateTimeField(_("refreshed"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.CharField(
        _("ended by"), max_length=16, choices=End.choices, blank=True, editable=False
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("login")
        verbose_name_plural = _("logins")

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d %H:%M}"

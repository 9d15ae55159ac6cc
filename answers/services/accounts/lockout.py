"""Lockout: check a password; after too many wrong ones django-axes locks the name."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.utils import timezone

from answers.services.accounts.errors import access_error, iso_time

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  its type


def password_check(*, request: Any, username: str, password: str, address: str) -> User:
    """Return the user with this name and password; axes counts by ``request``.

    Raises CredentialsError, and LockedError after too many wrong passwords.
    """
    user = authenticate(request, username=username, password=password)
    if getattr(request, "axes_locked_out", False):
        seconds = locked_seconds(username=username, address=address)
        at = timezone.now() + dt.timedelta(seconds=seconds)
        raise access_error("login_locked", at=iso_time(at), seconds=seconds)
    if user is None:
        raise access_error("login_failed")
    AccessAttempt.objects.filter(username=username, ip_address=address or None).delete()
    return user


def locked_seconds(*, username: str, address: str) -> int:
    """Return for how many seconds a name is locked for an address, at least 1."""
    attempts = AccessAttempt.objects.filter(
        username=username, ip_address=address or None
    )
    newest = attempts.order_by("-attempt_time").first()
    if newest is None:
        return 1
    left: dt.timedelta = (
        newest.attempt_time + settings.AXES_COOLOFF_TIME - timezone.now()
    )
    return max(1, math.ceil(left.total_seconds()))

"""Logins: each has one live refresh token, which every refresh replaces.

A refresh is a single conditional UPDATE, so of any number of concurrent refreshes one
succeeds, on every database. A refresh token that comes a second time may be stolen: it
ends the login. The row is read with every request, so a logout, a reuse, a changed
password or a switched-off account takes effect at once.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from answers.lib.errors import AnswersError
from answers.models import Login
from answers.models.logins import new_token_id
from answers.services.accounts.errors import access_error, iso_time

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  its type

logger = logging.getLogger(__name__)

KEPT = dt.timedelta(days=30)  # ended logins, so that old tokens are told apart


def login_start(*, user: User) -> Login:
    """Create a login for a user whose password was right."""
    now = timezone.now()
    Login.objects.filter(expires_at__lt=now - KEPT).delete()
    return Login.objects.create(
        user=user, stamp=_stamp_of(user), expires_at=now + settings.KB_REFRESH_LIFE
    )


def login_check(*, login_id: str) -> Login:
    """Return a login that has not ended. Raises CredentialsError."""
    login = Login.objects.select_related("user").filter(pk=login_id).first()
    if login is None:
        raise access_error("token_unknown/login")
    if login.ended_at is not None:
        raise _ended_error(login)
    user = login.user
    if not user.is_active:
        raise access_error("token_revoked/inactive")
    if not constant_time_compare(login.stamp, _stamp_of(user)):
        raise access_error("token_revoked/password")
    return login


def login_refresh(*, login_id: str, token_id: str) -> Login:
    """Replace the live refresh token, which is refused from now on.

    Raises CredentialsError; a token that was replaced before ends the login.
    """
    login = login_check(login_id=login_id)
    now, fresh = timezone.now(), new_token_id()
    active = Login.objects.filter(pk=login.pk, ended_at__isnull=True)
    swapped = active.filter(live=token_id).update(
        live=fresh, refreshed_at=now, expires_at=now + settings.KB_REFRESH_LIFE
    )
    if not swapped:
        if active.update(ended_at=now, ended_by=Login.End.REUSED):
            logger.warning("login %s ended: a used refresh token came again", login.pk)
        login.refresh_from_db()
        raise _ended_error(login)
    login.live = fresh
    return login


def login_end(*, login_id: str) -> None:
    """End a login with all its tokens. Raises CredentialsError where it has ended."""
    login = login_check(login_id=login_id)
    Login.objects.filter(pk=login.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=Login.End.LOGOUT
    )


def _ended_error(login: Login) -> AnswersError:
    at = iso_time(login.ended_at or timezone.now())
    if login.ended_by == Login.End.REUSED:
        return access_error("token_reused", at=at)
    return access_error("token_revoked/login", at=at)


def _stamp_of(user: User) -> str:
    return user.get_session_auth_hash()

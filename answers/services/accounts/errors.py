"""Errors: every reason to refuse a caller, each with what to do about it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from answers.lib.errors import (
    AnswersError,
    CredentialsError,
    ForbiddenError,
    LockedError,
)

UNKNOWN_CALLER: dict[str, Promise] = {
    "token_missing": _(
        "This needs a key or a login: send it as “Authorization: Bearer …”."
    ),
    "token_malformed": _(
        "This is no key or token of ours, or a part of it is missing: send it whole, "
        "after “Authorization: Bearer ”."
    ),
    "token_unknown": _(
        "No such key is known here: check that it was made on this server, or have a "
        "new one made."
    ),
    "token_expired/key": _("This key expired at {at}: have a new one made."),
    "token_revoked/key": _(
        "This key was revoked at {at}: use the one that took its place."
    ),
    "token_revoked/bot": _(
        "The bot that this key belongs to is switched off: ask who looks after it."
    ),
    "token_unknown/login": _(
        "No such login is known here, or the server's key was changed: log in again."
    ),
    "token_expired/access": _(
        "This access token expired at {at}: get a new one from auth/refresh."
    ),
    "token_expired/refresh": _("This refresh token expired at {at}: log in again."),
    "token_revoked/login": _("This login was ended at {at}: log in again."),
    "token_revoked/inactive": _(
        "The account behind this token is switched off: ask who looks after it."
    ),
    "token_revoked/password": _(
        "The password was changed after this login: log in again."
    ),
    "token_reused": _(
        "A refresh token of this login was used a second time, so all its tokens were "
        "ended at {at}: log in again, and keep only the newest refresh token."
    ),
    "token_wrong_type": _(
        "This token is for something else: send access tokens with calls, and refresh "
        "tokens to auth/refresh alone."
    ),
    "clock_skew": _(
        "By our clock this token begins only in {seconds} seconds: the clocks of the "
        "servers differ, have them set by NTP."
    ),
    "login_failed": _(
        "User name or password is wrong, or the account is switched off: check both."
    ),
    "key_in_url": _(
        "A key in an address ends up in logs, so it is refused and reported as leaked: "
        "send it as “Authorization: Bearer …”, and have this one replaced."
    ),
}
KNOWN_CALLER: dict[str, Promise] = {
    "wrong_scope": _(
        "This needs the scope “{needs}”, which the key does not have: have it added."
    ),
    "wrong_product": _(
        "This key may see these products only: {products}. Ask about one of them, or "
        "have “{product}” added."
    ),
    "address_not_allowed": _(
        "This key may not be used from {address}: have this address added to its bot."
    ),
    "origin_not_allowed": _(
        "This key may not be used from pages of {origin}: have this origin added to "
        "its bot, or call from your server."
    ),
    "csrf_failed": _(
        "A browser's login was sent without its CSRF token: send it as “X-CSRFToken”, "
        "or use a key or a login token instead of the cookie."
    ),
    "permission_denied": _(
        "You are known, but may not do this: ask for the right, or use another account."
    ),
}
TOO_OFTEN: dict[str, Promise] = {
    "login_locked": _(
        "Too many wrong passwords: this account is locked for your address until {at}."
    ),
}
REFUSALS = UNKNOWN_CALLER | KNOWN_CALLER | TOO_OFTEN


def access_error(reason: str, **values: object) -> AnswersError:
    """Return the error for a reason, which is a key of ``REFUSALS``.

    Its code is the part before the slash; ``values`` fill the message and are kept in
    ``extra``.
    """
    code = reason.partition("/")[0]
    shown = {name: _shown(value) for name, value in values.items()}
    message = str(REFUSALS[reason]).format(**shown)
    if reason in TOO_OFTEN:
        return LockedError(message, **values)
    kind = CredentialsError if reason in UNKNOWN_CALLER else ForbiddenError
    return kind(message, code=code, **values)


def iso_time(moment: dt.datetime) -> str:
    """Return a time as messages show it: ISO 8601 in the site's time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)

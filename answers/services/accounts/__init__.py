"""Accounts: bots, API keys, logins and lockout."""

from answers.services.accounts.api_keys import Caller, key_check, query_check
from answers.services.accounts.bots import (
    ACCOUNT,
    OVERLAP,
    BotAccess,
    bot_account,
    bot_create,
    key_make,
    key_revoke,
    key_rotate,
    read_networks,
    read_scopes,
)
from answers.services.accounts.errors import access_error, iso_time
from answers.services.accounts.lockout import locked_seconds, password_check
from answers.services.accounts.logins import (
    login_check,
    login_end,
    login_refresh,
    login_start,
)

__all__ = [
    "ACCOUNT",
    "OVERLAP",
    "BotAccess",
    "Caller",
    "access_error",
    "bot_account",
    "bot_create",
    "iso_time",
    "key_check",
    "key_make",
    "key_revoke",
    "key_rotate",
    "locked_seconds",
    "login_check",
    "login_end",
    "login_refresh",
    "login_start",
    "password_check",
    "query_check",
    "read_networks",
    "read_scopes",
]

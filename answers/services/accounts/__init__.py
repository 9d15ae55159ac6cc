"""Accounts: bots, API keys, logins and lockout."""

from answers.services.accounts.api_keys import Caller, bot_admit, url_refuse
from answers.services.accounts.bots import (
    ACCOUNT,
    OVERLAP,
    BotWishes,
    bot_account,
    bot_create,
    key_make,
    key_revoke,
    key_rotate,
    read_networks,
    read_scopes,
)
from answers.services.accounts.errors import refuse, stamp
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
    "BotWishes",
    "Caller",
    "bot_account",
    "bot_admit",
    "bot_create",
    "key_make",
    "key_revoke",
    "key_rotate",
    "locked_seconds",
    "login_check",
    "login_end",
    "login_refresh",
    "login_start",
    "password_check",
    "read_networks",
    "read_scopes",
    "refuse",
    "stamp",
    "url_refuse",
]

"""Admitting: who is let in, by which key or login, and why not."""

from answers.services.admitting.bots import (
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
from answers.services.admitting.callers import Caller, bot_admit, url_refuse
from answers.services.admitting.lockout import locked_seconds, password_check
from answers.services.admitting.logins import (
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
    "url_refuse",
]

"""Accounts: bots, API keys, logins and lockout."""

from answers.services.accounts.api_keys import (
    OVERLAP,
    Caller,
    key_check,
    key_make,
    key_revoke,
    key_rotate,
    query_check,
)
from answers.services.accounts.bots import (
    ACCOUNT,
    BotAccess,
    bot_account,
    bot_create,
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

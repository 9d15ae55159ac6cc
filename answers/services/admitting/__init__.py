"""Admitting: who is let in, by which key or login, and why not."""

from answers.services.admitting.bots import (
    OVERLAP,
    BotWishes,
    bot_create,
    key_make,
    key_revoke,
    key_rotate,
    read_networks,
    read_scopes,
)
from answers.services.admitting.callers import Caller, bot_admit, url_refuse

__all__ = [
    "OVERLAP",
    "BotWishes",
    "Caller",
    "bot_admit",
    "bot_create",
    "key_make",
    "key_revoke",
    "key_rotate",
    "read_networks",
    "read_scopes",
    "url_refuse",
]

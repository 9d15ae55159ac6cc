"""``bot``: make bots and their keys, replace keys, kill them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.lib.keys import MARK, Key
from answers.models import Bot, BotKey, Scope
from answers.services.accounts import (
    BotAccess,
    bot_create,
    key_make,
    key_revoke,
    key_rotate,
)


class Command(BaseCommand):
    """One word says what to do; a key's text goes to standard output, once."""

    help = "Make bots and their keys, replace keys, kill them."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        create = what.add_parser("create", help="make a bot and print its first key")
        create.add_argument("name")
        create.add_argument("--scope", action="append", choices=Scope.values)
        create.add_argument("--product", action="append", default=[])
        create.add_argument("--address", action="append", default=[])
        create.add_argument("--days", type=_days, help="how long the key lives")
        what.add_parser("list", help="show bots and keys")
        rotate = what.add_parser("rotate", help="print a key that takes one's place")
        rotate.add_argument("prefix")
        rotate.add_argument(
            "--overlap", type=_days, default=7, help="days both are live; default 7"
        )
        rotate.add_argument("--days", type=_days, help="how long the new one lives")
        revoke = what.add_parser("revoke", help="kill a key now")
        revoke.add_argument("prefix")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['what']}")(options)
        except AnswersError as error:
            raise CommandError(error.message) from error

    def _create(self, options: dict[str, Any]) -> None:
        access = BotAccess(
            scopes=tuple(options["scope"] or BotAccess().scopes),
            products=tuple(options["product"]),
            addresses=tuple(options["address"]),
        )
        bot = bot_create(name=options["name"], access=access)
        _row, key = key_make(bot=bot, days=options["days"])
        self.stderr.write(f"{bot.name} may: {', '.join(bot.scopes)}")
        self._show(key)

    def _rotate(self, options: dict[str, Any]) -> None:
        old = _key(options["prefix"])
        overlap = dt.timedelta(days=options["overlap"])
        _row, key = key_rotate(key=old, overlap=overlap, days=options["days"])
        old.refresh_from_db()
        self.stderr.write(f"{old} lives until {old.expires_at:%Y-%m-%d %H:%M} UTC")
        self._show(key)

    def _revoke(self, options: dict[str, Any]) -> None:
        key = _key(options["prefix"])
        done = key_revoke(key=key)
        self.stdout.write(f"{key} {'is dead now' if done else 'was dead already'}")

    def _list(self, options: dict[str, Any]) -> None:
        for bot in Bot.objects.prefetch_related("keys"):
            off = "" if bot.enabled else "  off"
            self.stdout.write(f"{bot.name}  {','.join(bot.scopes)}{off}")
            for key in bot.keys.all():
                self.stdout.write(f"  {key}  {_state(key)}")

    def _show(self, key: Key) -> None:
        self.stderr.write("This is the only time the key is shown:")
        self.stdout.write(key.text)


def _days(text: str) -> int:
    """Read a whole number of days, at most ten years."""
    days = int(text)
    if not 0 < days <= 3650:
        raise ValueError
    return days


def _key(prefix: str) -> BotKey:
    prefix = prefix.removeprefix(MARK)[:8]
    key = BotKey.objects.select_related("bot").filter(prefix=prefix).first()
    if key is None:
        msg = f"there is no key {prefix}: see manage.py bot list"
        raise CommandError(msg)
    return key


def _state(key: BotKey) -> str:
    used = f"used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "unused"
    leaked = ", LEAKED" if key.leaked_at else ""
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d %H:%M}{leaked}"
    until = f", until {key.expires_at:%Y-%m-%d %H:%M}" if key.expires_at else ""
    return f"{'live' if key.is_live else 'expired'}, {used}{until}{leaked}"

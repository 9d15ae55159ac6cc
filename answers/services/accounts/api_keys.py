"""API keys: create, rotate with an overlap, revoke; check the key of a request.

Nothing is cached: each request reads the key's row, so a revoked key is refused by all
workers from the next request on.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.addresses import in_networks
from answers.lib.errors import ConflictError
from answers.lib.keys import MARK, Key, make_key, read_key
from answers.models import Bot, BotKey, BotViewer, Scope
from answers.services.accounts.errors import access_error, iso_time

logger = logging.getLogger(__name__)

MOST_LIVE = 2  # keys of a bot: the one in use and the one that replaces it
OVERLAP = dt.timedelta(days=7)
USED_EVERY = dt.timedelta(minutes=1)  # precision of ``last_used_at``
LOGIN_MARK = "eyJ"  # how every JSON Web Token begins


def key_make(*, bot: Bot, days: int | None = None) -> tuple[BotKey, Key]:
    """Create a key; its text is in the second value and nowhere else.

    ``days`` is how long it is valid, None for ever. Raises ConflictError where two are
    live already.
    """
    now = timezone.now()
    with transaction.atomic():
        locked = Bot.objects.select_for_update().get(pk=bot.pk)
        if BotKey.objects.live(now).filter(bot=locked).count() >= MOST_LIVE:
            msg = _("Two keys of this bot are live already: revoke one of them first.")
            raise ConflictError(msg)
        key = make_key()
        row = BotKey.objects.create(
            bot=locked,
            prefix=key.prefix,
            digest=key.digest,
            expires_at=now + dt.timedelta(days=days) if days else None,
        )
    return row, key


def key_rotate(
    *, key: BotKey, overlap: dt.timedelta = OVERLAP, days: int | None = None
) -> tuple[BotKey, Key]:
    """Create a key in place of this one, which stays valid for the overlap.

    Raises ConflictError where this key is not live, or was replaced already.
    """
    now = timezone.now()
    with transaction.atomic():
        fresh = key_make(bot=key.bot, days=days)
        rows = BotKey.objects.live(now).filter(pk=key.pk)
        end = now + overlap
        if key.expires_at is None or key.expires_at > end:
            found = rows.update(expires_at=end)
        else:
            found = rows.count()
        if not found:
            msg = _("This key is dead already: make a new one instead.")
            raise ConflictError(msg)
    return fresh


def key_revoke(*, key: BotKey) -> bool:
    """Revoke a key; False where that was done already."""
    rows = BotKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    return bool(rows.update(revoked_at=timezone.now()))


@dataclass(frozen=True, slots=True)
class Caller:
    """A bot with a valid key: its scopes, and the viewer that ``visible_to`` takes."""

    key: BotKey
    viewer: BotViewer
    scopes: frozenset[str]

    @property
    def identity(self) -> str:
        """The name that its calls are counted by."""
        return f"key:{self.key.prefix}"

    @property
    def rate(self) -> str | None:
        """How often it may call, such as ``60/min``; None for no limit."""
        return self.key.bot.rate or settings.KB_THROTTLE_BOT

    def require(self, scope: str) -> None:
        """Raise ForbiddenError where the key lacks the scope."""
        if scope not in self.scopes:
            raise access_error(
                "wrong_scope", needs=str(scope), scopes=sorted(self.scopes)
            )

    def require_product(self, slug: str) -> None:
        """Raise ForbiddenError where the bot may not see this product."""
        limits = self.viewer.product_slugs
        if limits and slug not in limits:
            raise access_error("wrong_product", product=slug, products=limits)


def key_check(*, text: str, address: str, origin: str = "") -> Caller:
    """Return the caller of a key that is used from this address.

    ``origin`` is the page's, where a browser sends it. Raises CredentialsError and
    ForbiddenError.
    """
    key = read_key(text)
    if key is None:
        raise access_error("token_malformed")
    row = _find(key)
    if row is None:
        raise access_error("token_unknown")
    _check_alive(row)
    bot = row.bot
    if bot.addresses and not in_networks(address, bot.addresses):
        raise access_error("address_not_allowed", address=address or "?")
    if origin:
        _check_origin(row, origin)
    _mark_used(row)
    scopes = frozenset(bot.scopes)
    viewer = BotViewer(
        bot_id=bot.pk,
        name=bot.name,
        reads_internal=Scope.READ_INTERNAL in scopes,
        product_slugs=tuple(sorted(product.slug for product in bot.products.all())),
    )
    return Caller(row, viewer, scopes)


def query_check(*, values: Iterable[str], place: str) -> None:
    """Raise CredentialsError where a value of a query string is a key or a token.

    A key that exists is marked as leaked, which the admin shows; ``place`` is the path.
    """
    for value in values:
        text = value.strip().removeprefix("Bearer ").strip()
        key = read_key(text) if text.startswith(MARK) else None
        row = _find(key) if key else None
        if row is not None:
            _mark_leaked(row, BotKey.Leak.URL, place)
        token = text.startswith(LOGIN_MARK) and text.count(".") == 2
        if key or token:
            raise access_error("key_in_url")


def _find(key: Key) -> BotKey | None:
    rows = BotKey.objects.select_related("bot").prefetch_related("bot__products")
    row = rows.filter(prefix=key.prefix).first()
    return row if row is not None and key.matches(row.digest) else None


def _check_alive(row: BotKey) -> None:
    if row.revoked_at is not None:
        raise access_error("token_revoked/key", at=iso_time(row.revoked_at))
    if row.expires_at is not None and row.expires_at <= timezone.now():
        raise access_error("token_expired/key", at=iso_time(row.expires_at))
    if not row.bot.enabled:
        raise access_error("token_revoked/bot")


def _check_origin(row: BotKey, origin: str) -> None:
    """Refuse origins that the bot does not list; without a list, mark a leak."""
    if origin in row.bot.origins:
        return
    _mark_leaked(row, BotKey.Leak.ORIGIN, origin)
    if row.bot.origins:
        raise access_error("origin_not_allowed", origin=origin)


def _mark_leaked(row: BotKey, leak: str, place: str) -> None:
    logger.warning("key %s leaked: %s, %s", row.prefix, leak, place)
    if row.leaked_at is None or (leak == BotKey.Leak.URL and row.leak != leak):
        BotKey.objects.filter(pk=row.pk).update(
            leaked_at=timezone.now(), leak=leak, leak_place=place[:200]
        )


def _mark_used(row: BotKey) -> None:
    now = timezone.now()
    before = now - USED_EVERY
    if row.last_used_at is None or row.last_used_at < before:
        old = Q(last_used_at__isnull=True) | Q(last_used_at__lt=before)
        BotKey.objects.filter(old, pk=row.pk).update(last_used_at=now)

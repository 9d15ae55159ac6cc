"""Bots: create them, with what each may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from answers.lib.addresses import read_network
from answers.lib.errors import ConflictError, InvalidError
from answers.models import Bot, Product, Scope

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

ACCOUNT = "bot:"  # prefix of bots' user names; a person's cannot hold a colon


@dataclass(frozen=True, slots=True)
class BotAccess:
    """What a new bot may do; ``products`` are slugs."""

    scopes: tuple[str, ...] = (Scope.SEARCH, Scope.ASK, Scope.FEEDBACK)
    products: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def bot_create(*, name: str, access: BotAccess | None = None) -> Bot:
    """Create a bot. Raises InvalidError and ConflictError."""
    access = access or BotAccess()
    name = name.strip()
    if not name or len(name) > 100:
        msg = _("Give the bot a name of at most 100 characters.")
        raise InvalidError(msg, field="name")
    with transaction.atomic():
        if Bot.objects.filter(name=name).exists():
            msg = _("There is a bot of this name: take another.")
            raise ConflictError(msg)
        bot = Bot.objects.create(
            name=name,
            scopes=read_scopes(access.scopes),
            addresses=read_networks(access.addresses),
        )
        bot.products.set(_products(access.products))
    return bot


def bot_account(*, bot: Bot) -> User:
    """Return the user that a bot's revisions name as author; create or rename it.

    It has no password and no permission, and the admin's list of users leaves it out.
    """
    users = get_user_model().objects
    with transaction.atomic():
        row = Bot.objects.select_for_update(of=("self",)).get(pk=bot.pk)
        wanted = f"{ACCOUNT}{row.name}"
        if row.account is not None and row.account.username == wanted:
            return row.account
        if users.filter(username=wanted).exists():  # of a bot that had this name
            wanted = f"{wanted}:{bot.pk}"
        if row.account is None:
            fresh = users.create_user(wanted, is_active=False)
            Bot.objects.filter(pk=bot.pk).update(account=fresh)
            return fresh
        row.account.username = wanted
        row.account.save(update_fields=["username"])
        return row.account


def read_scopes(given: Iterable[str]) -> list[str]:
    """Return scopes in the order of ``Scope``. Raises InvalidError."""
    wanted = set(given)
    if not wanted or wanted - set(Scope.values):
        msg = _("Scopes are: {scopes}.").format(scopes=", ".join(Scope.values))
        raise InvalidError(msg, field="scopes")
    return [scope for scope in Scope.values if scope in wanted]


def read_networks(given: Iterable[str]) -> list[str]:
    """Return addresses and networks in one spelling. Raises InvalidError."""
    networks = []
    for text in given:
        try:
            networks.append(read_network(text))
        except ValueError as error:
            msg = _("{text} is no address or network, such as 10.1.2.0/24.")
            raise InvalidError(msg.format(text=text), field="addresses") from error
    return networks


def _products(slugs: Iterable[str]) -> list[Product]:
    wanted = set(slugs)
    found = list(Product.objects.filter(slug__in=wanted))
    missing = sorted(wanted - {product.slug for product in found})
    if missing:
        msg = _("There is no product {slug}.").format(slug=missing[0])
        raise InvalidError(msg, field="products")
    return found

"""Bots: programs that use the API, and their keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.models.products import Product


class Scope(models.TextChoices):
    """What a bot's key permits."""

    SEARCH = "search", _("search and read")
    ASK = "ask", _("ask questions")
    FEEDBACK = "feedback", _("vote")
    READ_INTERNAL = "read:internal", _("read internal articles")
    WRITE = "write", _("write articles (they are reviewed before they are public)")


class Bot(models.Model):
    """A client of the API: its permissions, products, addresses and rate.

    It can have two live keys while one is replaced by the other.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    note = models.TextField(
        _("note"), blank=True, help_text=_("What it is for, and whom to ask about it.")
    )
    enabled = models.BooleanField(
        _("enabled"), default=True, help_text=_("Off: none of its keys is let in.")
    )
    scopes = models.JSONField(_("scopes"), default=list, blank=True)
    products = models.ManyToManyField(
        Product,
        related_name="bots",
        blank=True,
        verbose_name=_("products"),
        help_text=_("It sees these only; none chosen: all."),
    )
    addresses = models.JSONField(_("allowed addresses"), default=list, blank=True)
    origins = models.JSONField(_("allowed origins"), default=list, blank=True)
    rate = models.CharField(
        _("rate"),
        max_length=20,
        blank=True,
        help_text=_("Calls a key may make, such as 600/min; empty: KB_THROTTLE_BOT."),
    )
    # The author of its drafts in history and audit log; nobody can log in as it.
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("bot")
        verbose_name_plural = _("bots")

    def __str__(self) -> str:
        return self.name


class BotKeyQuerySet(models.QuerySet["BotKey"]):
    """Queries over keys."""

    def live(self, now: dt.datetime | None = None) -> BotKeyQuerySet:
        """Return the keys that are neither revoked nor expired."""
        moment = now or timezone.now()
        return self.filter(revoked_at__isnull=True).filter(
            models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=moment)
        )


class BotKey(models.Model):
    """One key of a bot: its public prefix and a hash of the rest (``lib.keys``)."""

    class Leak(models.TextChoices):
        URL = "url", _("sent in an address")
        ORIGIN = "origin", _("sent by a browser")

    bot = models.ForeignKey(
        Bot, on_delete=models.CASCADE, related_name="keys", verbose_name=_("bot")
    )
    prefix = models.CharField(_("prefix"), max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    leaked_at = models.DateTimeField(_("seen leaked"), null=True, blank=True)
    leak = models.CharField(
        _("how it leaked"), max_length=16, choices=Leak.choices, blank=True
    )
    leak_place = models.CharField(_("where it leaked"), max_length=200, blank=True)

    objects = BotKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("key")
        verbose_name_plural = _("keys")

    def __str__(self) -> str:
        return f"dayi_{self.prefix}_…"

    @property
    def is_live(self) -> bool:
        """Whether it is valid now; same as ``BotKeyQuerySet.live``."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.revoked_at is None and not expired


@dataclass(frozen=True, slots=True)
class BotViewer:
    """A bot in the place of a user, with what ``visible_to`` reads of a viewer.

    ``product_slugs`` is empty if the bot may see all products.
    """

    bot_id: int
    name: str
    reads_internal: bool
    product_slugs: tuple[str, ...] = ()

    pk: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True
    is_staff: ClassVar[bool] = False
    is_superuser: ClassVar[bool] = False

    def __str__(self) -> str:
        return self.name

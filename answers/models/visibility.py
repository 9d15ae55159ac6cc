"""Visibility: who may read which published article, the one rule for all surfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from answers.models.bots import BotViewer

    Viewer: TypeAlias = AbstractBaseUser | AnonymousUser | BotViewer
else:
    Viewer = object


def reads_internal(viewer: Viewer) -> bool:
    """Return whether this viewer may read internal articles."""
    return bool(
        getattr(viewer, "is_staff", False) or getattr(viewer, "reads_internal", False)
    )


def product_limits(viewer: Viewer) -> tuple[str, ...]:
    """Return the slugs of the products this viewer is limited to; empty means all."""
    return tuple(getattr(viewer, "product_slugs", ()))


def readable_by(viewer: Viewer) -> Q:
    """Return the condition on published articles that this viewer may read."""
    readable = Q() if reads_internal(viewer) else Q(internal=False)
    limits = product_limits(viewer)
    return readable & Q(product__slug__in=limits) if limits else readable

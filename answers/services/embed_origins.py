"""Embed origins: the sites that may embed the widget and the ask page."""

from __future__ import annotations

from answers.models import Product


def origin_list(*, product: str = "") -> list[str]:
    """Return the origins that may embed this product; without one, any product."""
    rows = Product.objects.exclude(allowed_origins=[])
    if product:
        rows = rows.filter(slug=product)
    lists = rows.values_list("allowed_origins", flat=True)
    return sorted({origin for origins in lists for origin in origins})


def origin_allowed(*, origin: str, product: str = "") -> bool:
    """Return whether a site may embed this product; without one, any product."""
    return origin in origin_list(product=product)

"""The admin's look: title, colours, menu."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _style(_request: object) -> str:
    return static("admin-dayi/admin.css")


def _icon(_request: object) -> str:
    return static("favicon.svg")


def _review_style(_request: object) -> str:
    return static("admin-dayi/review.css")


# Ink: a bluish grey. Teal: the colour of the logo.
INK = {
    "50": "oklch(98.4% .003 230)",
    "100": "oklch(96.4% .005 230)",
    "200": "oklch(92.2% .009 230)",
    "300": "oklch(86.5% .013 232)",
    "400": "oklch(70.5% .022 234)",
    "500": "oklch(54.5% .026 236)",
    "600": "oklch(44.2% .028 238)",
    "700": "oklch(36.6% .029 240)",
    "800": "oklch(27.4% .027 242)",
    "900": "oklch(20.6% .025 244)",
    "950": "oklch(14.5% .021 246)",
}
TEAL = {
    "50": "oklch(97.4% .014 205)",
    "100": "oklch(94% .03 205)",
    "200": "oklch(88.6% .052 206)",
    "300": "oklch(81% .078 208)",
    "400": "oklch(73% .098 210)",
    "500": "oklch(65% .103 213)",
    "600": "oklch(48.5% .087 222)",
    "700": "oklch(42% .077 225)",
    "800": "oklch(36% .064 228)",
    "900": "oklch(30.5% .053 230)",
    "950": "oklch(23% .041 232)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Dayi admin"),
    "SITE_HEADER": _("Dayi 答疑"),
    "SITE_SUBHEADER": _("Expert answers, curated"),
    "SITE_SYMBOL": "forum",
    "SITE_URL": reverse_lazy("answers:home"),
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_HISTORY": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": INK, "primary": TEAL},
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _icon}],
    "STYLES": [_style, _review_style],
    "DASHBOARD_CALLBACK": "answers.admin.dashboard.dashboard",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "answers.admin.navigation.sidebar",
    },
}

"""``housekeep``: delete old searches and views; ask open inquiries again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from answers.lib.errors import IndexUnavailableError
from answers.services.analytics import events_expire
from answers.services.ask import inquiries_offer


class Command(BaseCommand):
    """Delete old searches and page views; safe to run at any time."""

    help = (
        "Delete searches and page views that are older than KB_ANALYTICS_DAYS; ask "
        "open inquiries again."
    )

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            offered = f"{inquiries_offer()} open inquiries may be answered now"
        except IndexUnavailableError as error:
            offered = f"inquiries were not asked again: {error.message}"
        return f"expired: {events_expire()} searches and days of views; {offered}"

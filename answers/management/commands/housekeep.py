"""``housekeep``: delete what has been kept long enough."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from answers.services.recording import events_expire


class Command(BaseCommand):
    """Delete old searches and page views; safe to run at any time."""

    help = "Delete searches and page views that are older than KB_ANALYTICS_DAYS."

    def handle(self, *args: Any, **options: Any) -> str:
        return f"expired: {events_expire()} searches and days of views"

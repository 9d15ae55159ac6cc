"""Search and view events: what staff learn about readers' questions from."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import time

from django.conf import settings
from django.utils import timezone

from answers.models import PROPOSED, Article, SearchEvent
from answers.services.analytics.recorder import recorder

READ = 4_000  # characters of a text that are looked at
FRESH = dt.timedelta(hours=1)  # so long a link goes on with the same search

_TOKEN = re.compile(r"([0-9a-f]{6,8})\.[\w-]{11}", re.ASCII)


def search_record(*, event: SearchEvent) -> str:
    """Keep an unsaved event of a search or a question; return its token.

    Links of the answer carry the token. It is empty where nothing is kept.
    """
    if not settings.KB_ANALYTICS_DAYS or not event.text:
        return ""
    event.at = timezone.now()
    event.token = f"{int(event.at.timestamp()) // 60:x}.{secrets.token_urlsafe(8)}"
    event.channel = event.channel[:16]
    event.text = event.text[:READ]
    event.product = event.product[:100]
    event.proposed = event.proposed[:PROPOSED]
    recorder.event(event)
    return event.token


def search_continued(*, token: str) -> str:
    """Return ``token`` where it is of a search of the last hour, else an empty string.

    Further pages and filters of a result are no new search.
    """
    found = _TOKEN.fullmatch(token)
    if not found or not settings.KB_ANALYTICS_DAYS:
        return ""
    age = time.time() - int(found[1], 16) * 60
    return token if 0 <= age < FRESH.total_seconds() else ""


def result_opened(*, token: str, article: Article) -> None:
    """Remember that an article was opened from the result of a search."""
    if search_continued(token=token):
        recorder.opened(token, article.pk)


def view_record(*, article: Article) -> None:
    """Count one view of an article's page."""
    if settings.KB_ANALYTICS_DAYS:
        recorder.view(article.pk)

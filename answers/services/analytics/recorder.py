"""Recorder: searches and views wait in memory until a thread writes them.

About once a second, many rows in one transaction: no reader waits for the database's
writer, which SQLite has one of. A killed process loses a second of them, and of what a
busy database refuses the log has a count. ``events_expire`` deletes the old ones.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from answers.models import ArticleView, SearchEvent
from answers.services.background import Worker
from answers.text.normalization import cut
from answers.text.redaction import redact

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two writes
MAX_BUFFERED = 2_000  # events, and articles, in memory: what is more is not kept
KEPT = 1_000  # characters of a text, without its secrets
EXPIRE_EVERY = 6 * 3600.0  # seconds between two deletions by one process
EXPIRED_AT_ONCE = 5_000  # rows a transaction: others write in between

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-zA-Z]")


@dataclass(slots=True)
class _Buffer:
    """What is not written yet; ``dropped`` counts what was not kept."""

    events: list[SearchEvent] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)
    views: Counter[tuple[int, dt.date]] = field(default_factory=Counter)
    dropped: int = 0

    @property
    def size(self) -> int:
        return len(self.events) + len(self.opened) + sum(self.views.values())


class Recorder:
    """Keeps events and views until its worker writes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buffer = _Buffer()
        self._worker = Worker(self._work, name="recorder", delay=EVERY, last_run=True)
        self._expired_at = time.monotonic()

    def event(self, event: SearchEvent) -> None:
        """Keep an event until it is written."""
        with self._lock:
            if len(self._buffer.events) < MAX_BUFFERED:
                self._buffer.events.append(event)
            else:
                self._buffer.dropped += 1
        self.start()

    def opened(self, token: str, article_pk: int) -> None:
        """Keep that an article was opened."""
        with self._lock:
            if len(self._buffer.opened) < MAX_BUFFERED:
                self._buffer.opened[token] = article_pk
            else:
                self._buffer.dropped += 1
        self.start()

    def view(self, article_pk: int) -> None:
        """Count one view of an article today."""
        key = (article_pk, timezone.localdate())
        with self._lock:
            views = self._buffer.views
            if key in views or len(views) < MAX_BUFFERED:
                views[key] += 1
            else:
                self._buffer.dropped += 1
        self.start()

    def start(self) -> None:
        """Have everything written soon."""
        self._worker.wake()

    def _work(self) -> None:
        self.flush()
        if time.monotonic() - self._expired_at >= EXPIRE_EVERY:
            self._expired_at = time.monotonic()
            events_expire()

    def flush(self) -> None:
        """Write everything now; what the database refuses is dropped and counted."""
        with self._lock:
            buffer, self._buffer = self._buffer, _Buffer()
        dropped = buffer.dropped
        try:
            _write(buffer)
        except DatabaseError as error:
            logger.warning("recording: the database refused: %s", error)
            dropped += buffer.size
        if dropped:
            logger.warning("recording: %s searches or views were not kept", dropped)

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._buffer = _Buffer()


recorder = Recorder()


def _write(buffer: _Buffer) -> None:
    """Write all of it in one transaction; secrets are redacted only here."""
    for event in buffer.events:
        event.language = _language(event.text)
        event.text = cut(redact(event.text), KEPT)
    if not buffer.events and not buffer.opened and not buffer.views:
        return
    # In one order in all processes, which avoids deadlocks.
    with transaction.atomic():
        SearchEvent.objects.bulk_create(buffer.events)
        for token, article_pk in sorted(buffer.opened.items()):
            SearchEvent.objects.filter(token=token).update(opened=article_pk)
        for (article_pk, day), count in sorted(buffer.views.items()):
            _add_views(article_pk, day, count)


def _add_views(article_pk: int, day: dt.date, count: int) -> None:
    views = ArticleView.objects.filter(article_id=article_pk, day=day)
    if views.update(count=F("count") + count):
        return
    try:
        with transaction.atomic():
            ArticleView.objects.create(article_id=article_pk, day=day, count=count)
    except IntegrityError:  # another worker was first
        views.update(count=F("count") + count)


def _language(text: str) -> str:
    """Return ``zh`` where there is any Chinese, else ``en`` where there are letters."""
    if _CHINESE.search(text):
        return "zh"
    return "en" if _LATIN.search(text) else ""


def events_expire() -> int:
    """Delete what is older than KB_ANALYTICS_DAYS, all of it where nothing is kept.

    Returns how many events and days of views were deleted.
    """
    days = settings.KB_ANALYTICS_DAYS
    end = timezone.now() - dt.timedelta(days=days or 0)
    events = SearchEvent.objects.order_by().filter(at__lt=end)
    views = ArticleView.objects.order_by()
    if days:
        views = views.filter(day__lt=timezone.localdate(end))
    return sum(_delete(rows) for rows in (events, views))


def _delete(rows: QuerySet[SearchEvent] | QuerySet[ArticleView]) -> int:
    deleted = 0
    while pks := list(rows.values_list("pk", flat=True)[:EXPIRED_AT_ONCE]):
        deleted += rows.filter(pk__in=pks).delete()[0]
    return deleted

"""Writing: what waits in memory, and the thread that writes it.

About once a second, many rows in one transaction: a reader never waits for the one
writer that SQLite has. So a killed process loses a second of it, and what a busy
database refused is told by a count in the log.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import DatabaseError, IntegrityError, connections, transaction
from django.db.models import F
from django.utils import timezone

from answers.models import ArticleView, SearchEvent
from answers.services.analytics.retention import events_expire
from answers.text.normalization import cut
from answers.text.redaction import redact

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two writes
MOST_WAITING = 2_000  # events, and articles, in memory: what is more is not kept
KEPT = 1_000  # characters of a text, without its secrets
EXPIRE_EVERY = 6 * 3600.0  # seconds between two clearings by one process

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-zA-Z]")


@dataclass(slots=True)
class _Waiting:
    """What is not written yet."""

    events: list[SearchEvent] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)
    views: Counter[tuple[int, dt.date]] = field(default_factory=Counter)
    dropped: int = 0

    def __bool__(self) -> bool:
        return bool(self.events or self.opened or self.views or self.dropped)

    @property
    def size(self) -> int:
        return len(self.events) + len(self.opened) + sum(self.views.values())


class Recorder:
    """Holds what waits, and the thread that writes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting = _Waiting()
        self._thread: threading.Thread | None = None
        self._expired = time.monotonic()

    def event(self, event: SearchEvent) -> None:
        """Keep an event until it is written."""
        with self._lock:
            if len(self._waiting.events) < MOST_WAITING:
                self._waiting.events.append(event)
            else:
                self._waiting.dropped += 1
        self.start()

    def opened(self, token: str, article_pk: int) -> None:
        """Keep that an article was opened."""
        with self._lock:
            if len(self._waiting.opened) < MOST_WAITING:
                self._waiting.opened[token] = article_pk
            else:
                self._waiting.dropped += 1
        self.start()

    def view(self, article_pk: int) -> None:
        """Count one view of an article today."""
        key = (article_pk, timezone.localdate())
        with self._lock:
            views = self._waiting.views
            if key in views or len(views) < MOST_WAITING:
                views[key] += 1
            else:
                self._waiting.dropped += 1
        self.start()

    def start(self) -> None:
        """Have what waits written soon, by one thread."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self.run, name="recorder", daemon=True
                )
                self._thread.start()

    def run(self) -> None:
        """Write until nothing waits; the thread ends then."""
        try:
            while True:
                time.sleep(EVERY)
                self.flush()
                self._expire_sometimes()
                with self._lock:
                    if not self._waiting:
                        self._thread = None
                        return
        except Exception:
            # The thread's last line of defence: the next event starts another.
            logger.exception("recording failed")
            with self._lock:
                self._thread = None
        finally:
            connections.close_all()

    def flush(self) -> None:
        """Write what waits now; what the database refuses is dropped and counted."""
        with self._lock:
            waiting, self._waiting = self._waiting, _Waiting()
        dropped = waiting.dropped
        try:
            _write(waiting)
        except DatabaseError as error:
            logger.warning("recording: the database refused: %s", error)
            dropped += waiting.size
        if dropped:
            logger.warning("recording: %s searches or views were not kept", dropped)

    def forget(self) -> None:
        """Drop what waits."""
        with self._lock:
            self._waiting = _Waiting()

    def _expire_sometimes(self) -> None:
        if time.monotonic() - self._expired >= EXPIRE_EVERY:
            self._expired = time.monotonic()
            events_expire()


recorder = Recorder()


def _write(waiting: _Waiting) -> None:
    """Write all of it in one transaction; redacting is left to here, too."""
    for event in waiting.events:
        event.language = _language(event.text)
        event.text = cut(redact(event.text), KEPT)
    if not waiting.events and not waiting.opened and not waiting.views:
        return
    # In one order for all workers, so that none waits for another in a circle.
    with transaction.atomic():
        SearchEvent.objects.bulk_create(waiting.events)
        for token, article_pk in sorted(waiting.opened.items()):
            SearchEvent.objects.filter(token=token).update(opened=article_pk)
        for (article_pk, day), count in sorted(waiting.views.items()):
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

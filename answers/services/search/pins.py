"""Decisions: what staff decided that moves results: releases and pins, as of now.

A change is live in every worker within about a second, as with synonyms.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Max

from answers.models import Article, Pin, Release, Timelines, question_key

LOOK_EVERY = 1.0  # seconds between two looks of one process at the tables
READ_EVERY = 60.0  # as in wording: a clock that is behind can hide a change
MOST_PINS = 2_000  # that are kept in mind, the newest
PINNED = 3  # articles that pins put first at most

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Which releases each product had, and which articles are pinned to what."""

    timelines: Timelines = field(default_factory=Timelines)
    pins: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)

    def pinned(self, text: str, symptoms: Iterable[str]) -> tuple[int, ...]:
        """Return the articles to put first for this question, by their pk.

        ``symptoms`` are the slugs of those that it shows.
        """
        if not self.pins:
            return ()
        keys: list[Key] = [(Pin.By.QUESTION, question_key(text))]
        keys += [(Pin.By.SYMPTOM, slug) for slug in symptoms]
        found = (pk for key in keys for pk in self.pins.get(key, ()))
        return tuple(dict.fromkeys(found))[:PINNED]


class Watch:
    """The decisions, in memory: read anew when one of its tables changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Read the tables at the next call."""
        self._decisions = Decisions()
        self._state: Any = None
        self._looked = self._read = float("-inf")

    def now(self) -> Decisions:
        """Return the decisions of now."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            with self._lock:
                now = time.monotonic()
                if now - self._looked >= LOOK_EVERY:  # nobody did meanwhile
                    self._look(now)
        return self._decisions

    def _look(self, now: float) -> None:
        # The state first: what changes between the two is read at the next look.
        state = [
            model._default_manager.aggregate(Count("pk"), Max("updated_at"))
            for model in (Release, Pin)
        ]
        if state != self._state or now - self._read >= READ_EVERY:
            self._decisions = Decisions(Release.objects.timelines(), _pins())
            self._state, self._read = state, now
        self._looked = now


def _pins() -> dict[Key, tuple[int, ...]]:
    found: dict[Key, list[int]] = defaultdict(list)
    rows = Pin.objects.enabled().order_by("-updated_at", "-pk")[:MOST_PINS]
    for by, key, article in rows.values_list("by", "key", "article_id"):
        found[by, key].append(article)
    return {key: tuple(articles) for key, articles in found.items()}


watch = Watch()


def current_decisions() -> Decisions:
    """Return the releases and pins of now."""
    return watch.now()


def read_decisions() -> Decisions:
    """Return the releases and pins of this moment: to judge by, not to answer by."""
    return Decisions(Release.objects.timelines(), _pins())


def decisions_with_pin(pin: Pin, *, instead_of: Pin | None = None) -> Decisions:
    """Return what results would go by with this pin, the newest, or without it.

    A pin that is switched off does nothing; ``instead_of`` is what it was before.
    """
    now = read_decisions()
    pins = dict(now.pins)
    for old in filter(None, (instead_of, pin)):
        key = (str(old.by), old.key)
        pins[key] = tuple(pk for pk in pins.get(key, ()) if pk != old.article_id)
    if pin.enabled:
        key = (str(pin.by), pin.key)
        pins[key] = (pin.article_id, *pins[key])
    return replace(now, pins=pins)


def note_missed(articles: Iterable[Article]) -> None:
    """Tell each article how many releases it missed, without a query."""
    timelines = current_decisions().timelines
    for article in articles:
        article.releases_missed = timelines.missed(article)

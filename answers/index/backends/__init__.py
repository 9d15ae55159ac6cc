"""Engines by the scheme of their URL; each is imported when it is first used."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from answers.index import Engine

ENGINES = {"whoosh": "answers.index.backends.whoosh.engine.WhooshEngine"}

MAX_ENGINES = 4

_engines: dict[tuple[str, int], Engine] = {}
_lock = threading.Lock()


def engine_for(url: str, cache_bytes: int) -> Engine:
    """Return the one engine of this process for ``url``."""
    key = (url, cache_bytes)
    with _lock:
        if key not in _engines:
            engine = _make_engine(url, cache_bytes)
            # An engine closes its files when it is collected; tests use many.
            while len(_engines) >= MAX_ENGINES:
                del _engines[next(iter(_engines))]
            _engines[key] = engine
        return _engines[key]


def _make_engine(url: str, cache_bytes: int) -> Engine:
    scheme = urlsplit(url).scheme
    if scheme not in ENGINES:
        known = ", ".join(f"{name}://" for name in ENGINES)
        message = f"KB_SEARCH_URL starts with {scheme!r}; known are: {known}"
        raise ImproperlyConfigured(message)
    engine: Engine = import_string(ENGINES[scheme])(url, cache_bytes)
    return engine


def _forget() -> None:
    """Give a forked child a lock and engines of its own."""
    global _lock
    _engines.clear()
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget)

"""Counting: one number that all workers raise together, exactly.

Redis (and memcached, and the memory of the only process) add one in a single step; so
does one SQL statement in a small SQLite file beside the database, where the cache is
of another kind. The file holds nothing worth an fsync: it may be deleted at any time.
"""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

ATOMIC = ("Redis", "Memcache", "LocMem")  # caches whose ``incr`` is one step
BUSY_SECONDS = 5
PURGE_EVERY = 1000  # counts, about
TABLE = (
    "CREATE TABLE IF NOT EXISTS counts"
    " (key TEXT PRIMARY KEY, ends INTEGER NOT NULL, used INTEGER NOT NULL)"
    " WITHOUT ROWID"
)
ADD = (
    "INSERT INTO counts VALUES (?, ?, 1)"
    " ON CONFLICT (key) DO UPDATE SET used = used + 1 RETURNING used"
)


def count_up(key: str, *, seconds: int) -> int:
    """Add one and return how many there are; forgotten after ``seconds``.

    Where nothing can be counted now, the answer is 1: a broken disk locks nobody out.
    """
    backend = settings.CACHES["default"]["BACKEND"]
    try:
        if any(name in backend for name in ATOMIC):
            return _in_cache(key, seconds)
        return _in_file(key, seconds)
    except (sqlite3.Error, OSError) as error:
        logger.warning("limits are not counted: %s", error)
        return 1


def _in_cache(key: str, seconds: int) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # the first of its period
        cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it expired between the two calls
        return 1


class _Files(threading.local):
    """The open files of this thread: SQLite's connections are not shared."""

    def __init__(self) -> None:
        self.open: dict[tuple[Path, int], sqlite3.Connection] = {}


_files = _Files()


def _in_file(key: str, seconds: int) -> int:
    now = int(time.time())
    path = Path(settings.KB_DATA_DIR) / "limits.sqlite3"
    try:
        file = _file(path)
        (used,) = file.execute(ADD, (key, now + seconds)).fetchone()
    except sqlite3.OperationalError:  # busy, full, forbidden: it may pass
        raise
    except sqlite3.DatabaseError:  # broken: begin anew with the next one
        _files.open.clear()
        path.unlink(missing_ok=True)
        raise
    if random.randrange(PURGE_EVERY) == 0:  # noqa: S311  no secret
        file.execute("DELETE FROM counts WHERE ends < ?", (now,))
    return int(used)


def _file(path: Path) -> sqlite3.Connection:
    known = (path, os.getpid())
    if known not in _files.open:
        file = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=OFF")
        file.execute(TABLE)
        _files.open[known] = file
    return _files.open[known]

"""Cached values: kept in memory by one process, reloaded when they may be stale."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

CHECK_EVERY = 1.0  # seconds between two comparisons of the version

_instances: WeakSet[CachedValue[object]] = WeakSet()


class CachedValue(Generic[T]):
    """What ``load`` returns, at most ``max_age`` seconds old.

    ``version`` is optional and should be cheap, such as the count and the newest time
    stamp of a table. It is called once every ``CHECK_EVERY`` seconds, and the value is
    loaded again when its result changed. ``max_age`` still holds: a clock that is
    behind, or a transaction that was committed late, can leave the version unchanged.

    While ``load`` returns equal values, ``get`` returns the same object. One thread
    loads at a time, the others wait. Exceptions of ``load`` and ``version`` are raised
    to the caller, and the next call tries again.
    """

    def __init__(
        self,
        load: Callable[[], T],
        *,
        max_age: float,
        version: Callable[[], object] | None = None,
    ) -> None:
        self._load, self._version = load, version
        self._max_age = max_age
        self._check_every = min(CHECK_EVERY, max_age) if version else max_age
        self._lock = threading.Lock()
        self._value: T | None = None
        self.clear()
        _instances.add(self)  # type: ignore[arg-type]  # whatever T is

    def get(self) -> T:
        """Return the value; load it again if that is due."""
        if time.monotonic() - self._checked >= self._check_every:
            with self._lock:
                now = time.monotonic()
                if now - self._checked >= self._check_every:  # no other thread did
                    self._check(now)
        return self._value  # type: ignore[return-value]  # loaded by the first call

    def clear(self) -> None:
        """Load at the next call; ``get`` still keeps the old object if it is equal."""
        self._seen: object = None
        self._checked = self._loaded = float("-inf")

    def _check(self, now: float) -> None:
        # The version first: a change between the two is noticed at the next check.
        seen = self._version() if self._version else None
        if seen != self._seen or now - self._loaded >= self._max_age:
            value = self._load()
            if value != self._value:
                self._value = value
            self._seen, self._loaded = seen, now
        self._checked = now


def clear_all() -> None:
    """Clear every cached value of this process, as tests do before each test."""
    for value in list(_instances):
        value.clear()

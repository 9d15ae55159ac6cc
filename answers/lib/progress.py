"""Progress: the interface by which long operations report it to their caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
# Called with an iterable, its length and a label; yields the items and shows progress.
Track = Callable[[Iterable[Item], int, str], Iterator[Item]]


def silent(items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """Yield the items and show nothing."""
    del total, label
    yield from items

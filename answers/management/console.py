"""Console output of commands: progress, and broken expectations."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from answers.lib.progress import Item, Track
from answers.services.expectations import Broken

WIDTH = 30
EVERY = 2.0  # seconds between lines where there is no terminal


class Out(Protocol):
    """Django's ``OutputWrapper``, as far as it is used here."""

    def write(self, msg: str, style_func: Any = None, ending: str = "") -> Any:
        """Write text and its ending."""

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""


def tracker(out: Out) -> Track[Any]:
    """Return a tracker that draws a bar on a terminal and plain lines elsewhere."""
    show = _bar if out.isatty() else _line

    def track(items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
        shown = time.monotonic()
        for done, item in enumerate(items, 1):
            yield item
            last = done >= total
            if last or time.monotonic() - shown > (0.1 if out.isatty() else EVERY):
                shown = time.monotonic()
                show(out, label, done, max(total, done))

    return track


def print_broken(out: Out, rows: Iterable[Broken]) -> None:
    """Print the expectations that do not hold; those that held before are marked."""
    for row in rows:
        label = "broke now" if row.broke else "broken"
        out.write(f"{label}: {row.sentence}")


def _bar(out: Out, label: str, done: int, total: int) -> None:
    filled = WIDTH * done // total
    bar = "█" * filled + "░" * (WIDTH - filled)
    ending = "\n" if done == total else ""
    out.write(f"\r{label} {bar} {done}/{total}", ending=ending)


def _line(out: Out, label: str, done: int, total: int) -> None:
    out.write(f"{label} {done}/{total}")

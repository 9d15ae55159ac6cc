"""Where an index lies on disk: one lock, one swap, and nothing unread is deleted."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from answers.lib.errors import IndexBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)


class Folder:
    """The folder of one schema, its lock file and what lies beside it."""

    def __init__(self, root: Path, name: str) -> None:
        self.path = root / name
        self._root = root
        self._lock_path = root / f"{name}.lock"
        self._build_name = re.compile(rf"{re.escape(name)}\.build-\d+")

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Hold the only right to write; the kernel frees it when a process dies."""
        self._root.mkdir(parents=True, exist_ok=True)
        number = os.open(self._lock_path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        try:
            _wait_for(number, seconds)
            yield
        finally:
            os.close(number)

    def remove_leftovers(self) -> None:
        """Remove what killed writers left half-written; only under the lock."""
        for left in self._root.iterdir():
            if self._build_name.fullmatch(left.name):
                shutil.rmtree(left)
        for left in self.path.glob("_*.toc.*"):
            left.unlink()

    def new_build(self) -> Path:
        """Return a new folder to build in."""
        path = self._root / f"{self.path.name}.build-{os.getpid()}"
        path.mkdir()
        return path

    def swap_in(self, build: Path) -> None:
        """Put ``build`` in place; what was there is kept under another name."""
        if self.path.exists():
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            aside = self._root / f"{self.path.name}.broken-{stamp}"
            self.path.rename(aside)
            logger.warning("index.moved_aside", extra={"path": str(aside)})
        build.rename(self.path)


def _wait_for(number: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise IndexBusyError(
                    "Another process is writing the search index; try again later.",
                    seconds=seconds,
                ) from error
            time.sleep(0.02)
        else:
            return

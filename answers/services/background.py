"""Background work: daemon threads of this process that run a function.

For work that only this process can do, or that costs less than a row in the database:
docs/settings.md, "Work in the background", has what is done so and why.
"""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Callable
from multiprocessing.util import Finalize

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)


def start_thread(work: Callable[[], object], *, name: str) -> threading.Thread:
    """Run ``work`` once in a daemon thread.

    What it raises is logged; its database connections are closed at its end.
    """

    def run() -> None:
        try:
            work()
        except Exception:
            # Nobody waits for the thread who could be told.
            logger.exception("%s failed", name)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


class Worker:
    """One thread at a time that runs ``work``, once or every ``every`` seconds.

    ``wake`` starts it. A run begins after ``delay`` seconds, so that calls shortly
    after one another share it; a call during a run asks for another one. Without
    ``every`` the thread ends when no run is asked for; with it, at ``stop``. What
    ``work`` raises is logged and does not end the thread. The child of a fork begins
    without the thread. With ``last_run`` a run that was asked for and has not begun is
    made when the process exits.
    """

    _thread: threading.Thread | None

    def __init__(
        self,
        work: Callable[[], object],
        *,
        name: str,
        delay: float = 0.0,
        every: float | None = None,
        last_run: bool = False,
    ) -> None:
        self._work, self._name = work, name
        self._delay, self._every = delay, every
        self._reset()
        _workers.add(self)
        if last_run:
            # Unlike atexit this runs in the server's worker processes, too.
            Finalize(None, self._finish, exitpriority=1)

    @property
    def running(self) -> bool:
        """Whether there is a thread."""
        return self._thread is not None

    def wake(self) -> threading.Thread | None:
        """Ask for a run; return the thread where one had to be started."""
        with self._lock:
            self._wanted = True
            if self._thread is None:
                self._stopped.clear()
                self._thread = start_thread(self._run, name=self._name)
                return self._thread
            return None

    def stop(self, timeout: float = 2.0) -> bool:
        """End after the run under way; return whether it ended within ``timeout``."""
        thread = self._thread
        self._stopped.set()
        if thread is not None:
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.wait(self._delay):
            with self._lock:
                self._wanted = False
            try:
                self._work()
            except Exception:
                logger.exception("%s failed", self._name)
            finally:
                close_old_connections()
            if self._every is not None:
                self._stopped.wait(self._every)
            elif self._is_done():
                return
        with self._lock:
            self._thread = None

    def _is_done(self) -> bool:
        with self._lock:
            if not self._wanted:
                self._thread = None
            return not self._wanted

    def _finish(self) -> None:
        self.stop()
        if self._wanted:
            self._wanted = False
            self._work()

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = None
        self._wanted = False


_workers: weakref.WeakSet[Worker] = weakref.WeakSet()


def _after_fork() -> None:
    """Give the workers of a child locks of its own; the parent's threads stay there."""
    for worker in list(_workers):
        worker._reset()


os.register_at_fork(after_in_child=_after_fork)

"""Helpers for a large build: processes that analyse and encode, one for each core.

They are started as programs of their own and asked over pipes: that works from any
thread of any server, none of them inherits a lock or a connection, and each ends by
itself when the one that asks is gone. What a helper cannot do is done here.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

logger = logging.getLogger(__name__)

MOST = 4  # helpers; reading the documents and writing the files remain one's own
AHEAD = 2  # tasks for each helper that are read before the first is done
STOP_SECONDS = 5.0
CODE = "import sys; sys.path[:] = {path!r}; from {name} import serve; serve()"

T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """Some helpers, from entering to leaving the context."""

    def __init__(self, count: int | None = None) -> None:
        self._count = min(_cores(), MOST) if count is None else count
        self._free: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Workers:
        try:
            for _ in range(self._count):
                self._all.append(_start())
                self._free.put(self._all[-1])
        except OSError as error:
            logger.warning("index.no_helper", extra={"reason": str(error)})
        count = len(self._all)
        self._threads = ThreadPoolExecutor(max(count, 1), "index-helper")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.kill()
            process.wait(STOP_SECONDS)
        self._threads.shutdown()
        for process in self._all:
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not sent is not wanted any more
                    pipe.close()  # type: ignore[union-attr]

    def start(self, work: Callable[[T], R], item: T) -> Future[R]:
        """Begin ``work(item)`` beside what else is done."""
        return self._threads.submit(self._ask, work, item)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` in order, a few items ahead of who takes them."""
        if len(self._all) < 2:
            yield from map(work, items)
            return
        source = iter(items)
        waiting: deque[Future[R]] = deque()
        while True:
            missing = AHEAD * len(self._all) - len(waiting)
            for item in islice(source, missing):
                waiting.append(self._threads.submit(self._ask, work, item))
            if not waiting:
                return
            yield waiting.popleft().result()

    def _ask(self, work: Callable[[T], R], item: T) -> R:
        try:
            process = self._free.get_nowait()
        except queue.Empty:  # none was started, or all are lost
            return work(item)
        try:
            answer: R = _exchange(process, (work, item))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            # Killed, most likely for the memory of the machine.
            logger.warning("index.lost_helper", extra={"reason": repr(error)})
            return work(item)
        self._free.put(process)
        return answer


def serve() -> None:
    """Be a helper: do what is asked for until nobody asks any more."""
    # Who asks decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed gets among the answers
    while True:
        try:
            work, item = pickle.load(questions)  # noqa: S301  from the parent alone
        except EOFError:
            return
        pickle.dump(work(item), answers, 5)
        answers.flush()


def _start() -> subprocess.Popen[bytes]:
    code = CODE.format(path=sys.path, name=__name__)
    return subprocess.Popen(  # noqa: S603  our own code, no shell
        [sys.executable, "-W", "ignore", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _exchange(process: subprocess.Popen[bytes], question: Any) -> Any:
    assert process.stdin is not None  # noqa: S101  for the type checker
    assert process.stdout is not None  # noqa: S101
    pickle.dump(question, process.stdin, 5)
    process.stdin.flush()
    return pickle.load(process.stdout)  # noqa: S301  from our own child


def _cores() -> int:
    return len(os.sched_getaffinity(0))

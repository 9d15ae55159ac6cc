"""Rewording: an answer in a model's words, read in a thread while a request waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, Queue

from django.conf import settings

from answers.lib.deadlines import SLICE, Deadline
from answers.services.ask import AskResult
from answers.services.background import start_thread
from answers.services.llm.completion import Completion, llm_configured
from answers.services.llm.draft import Draft, RewordedAnswer, Sentence, Splitter
from answers.services.llm.errors import RewordingError, log_fallback
from answers.services.llm.prompt import Source, sources_of, write_prompt

MAX_AT_ONCE = 1  # in one process, whose other thread goes on answering
BEAT = 5.0  # seconds of silence after which a None is yielded
GRACE = 5.0  # seconds past the deadline until a slot is free again by itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: with ``phrased``, or without, for the ``reason`` (a word)."""

    reason: str
    phrased: RewordedAnswer | None = None


class _Slots:
    """How many may wait for a model at once; a slot never given back expires."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[object, float] = {}

    def take(self, holder: object, seconds: float) -> bool:
        now = time.monotonic()
        with self._lock:
            self._ends = {one: end for one, end in self._ends.items() if end > now}
            if len(self._ends) >= MAX_AT_ONCE:
                return False
            self._ends[holder] = now + seconds
            return True

    def leave(self, holder: object) -> None:
        with self._lock:
            self._ends.pop(holder, None)


slots = _Slots()


class Rewording:
    """Iterates over sentences, None for a ``BEAT`` of silence, and an Outcome last."""

    def __init__(self, question: str, sources: Sequence[Source]) -> None:
        self._question, self._sources = question, sources
        self._deadline = Deadline(settings.KB_LLM_SECONDS)
        self._queue: Queue[Sentence | Outcome] = Queue()
        self._thread: threading.Thread | None = None
        self._ended = False

    def start(self) -> bool:
        """Start; return False where there is no slot. Nothing to do needs no slot."""
        if not llm_configured() or not self._sources:
            reason = "nothing_to_phrase" if llm_configured() else "off"
            self._queue.put(Outcome(reason))
            return True
        if not slots.take(self, settings.KB_LLM_SECONDS + GRACE):
            return False
        self._thread = start_thread(self._work, name="rewording")
        return True

    def __iter__(self) -> Iterator[Sentence | Outcome | None]:
        return self

    def __next__(self) -> Sentence | Outcome | None:
        if self._ended:
            raise StopIteration
        try:
            item = self._queue.get(timeout=BEAT)
        except Empty:
            if self._deadline.left() > -GRACE:
                return None
            item = Outcome(
                log_fallback(RewordingError("timeout", "looking up its name"))
            )
        if isinstance(item, Outcome):
            self.close()
        return item

    def close(self) -> None:
        """Stop now, and end the connection."""
        self._ended = True
        self._deadline.stop()
        if self._thread:
            self._thread.join(SLICE * 4)
            slots.leave(self)

    def _work(self) -> None:
        outcome = Outcome("failed")
        try:
            outcome = Outcome("phrased", self._phrase())
        except RewordingError as error:
            # A caller that closes it is no failure of the server.
            outcome = Outcome("stopped" if self._ended else log_fallback(error))
        finally:
            self._queue.put(outcome)

    def _phrase(self) -> RewordedAnswer:
        messages = write_prompt(self._question, self._sources)
        completion = Completion(messages, self._deadline)
        draft = Draft(self._sources, settings.KB_LLM_MODEL)
        splitter = Splitter()
        for text in completion:
            self._keep(draft, splitter.feed(text))
        if not completion.cut:  # else the last sentence is a half
            self._keep(draft, splitter.end())
        return draft.finish()

    def _keep(self, draft: Draft, sentences: Iterator[str]) -> None:
        for raw in sentences:
            if sentence := draft.add(raw):
                self._queue.put(sentence)


def answer_reword(*, result: AskResult) -> Rewording | None:
    """Start to reword an answer; return None where too many are under way.

    Never raises: whatever goes wrong is an Outcome without a text.
    """
    rewording = Rewording(result.question, sources_of(result))
    return rewording if rewording.start() else None

"""Rewording: one answer reworded as it comes, beside the web path, never in its way."""

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
from answers.services.llm.draft import Draft, RewordedAnswer, Sentence
from answers.services.llm.errors import RewordingError, log_fallback
from answers.services.llm.prompt import Source, sources_of, write_prompt
from answers.services.llm.sentences import Splitter

PLACES = 1  # at a time in one process, whose other thread goes on answering
BEAT = 5.0  # seconds of silence after which a waiting caller is told so
GRACE = 5.0  # seconds after its end that a place is given back by itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: ``phrased``, or why the extract stands alone."""

    reason: str
    phrased: RewordedAnswer | None = None


class _Places:
    """How many may wait for a model at once; a lost place comes back in time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[object, float] = {}

    def take(self, holder: object, seconds: float) -> bool:
        now = time.monotonic()
        with self._lock:
            self._ends = {one: end for one, end in self._ends.items() if end > now}
            if len(self._ends) >= PLACES:
                return False
            self._ends[holder] = now + seconds
            return True

    def leave(self, holder: object) -> None:
        with self._lock:
            self._ends.pop(holder, None)


places = _Places()


class Rewording:
    """Yields sentences, None for a beat of silence, and an Outcome at the end."""

    def __init__(self, question: str, sources: Sequence[Source]) -> None:
        self._question, self._sources = question, sources
        self._deadline = Deadline(settings.KB_LLM_SECONDS)
        self._said: Queue[Sentence | Outcome] = Queue()
        self._thread: threading.Thread | None = None
        self._ended = False

    def start(self) -> bool:
        """Begin; return whether there was a place. Where nothing is to do there is."""
        if not llm_configured() or not self._sources:
            reason = "nothing_to_phrase" if llm_configured() else "off"
            self._said.put(Outcome(reason))
            return True
        if not places.take(self, settings.KB_LLM_SECONDS + GRACE):
            return False
        self._thread = start_thread(self._work, name="rewording")
        return True

    def __iter__(self) -> Iterator[Sentence | Outcome | None]:
        return self

    def __next__(self) -> Sentence | Outcome | None:
        if self._ended:
            raise StopIteration
        try:
            item = self._said.get(timeout=BEAT)
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
        """End now, whatever is under way."""
        self._ended = True
        self._deadline.stop()
        if self._thread:
            self._thread.join(SLICE * 4)
            places.leave(self)

    def _work(self) -> None:
        outcome = Outcome("failed")
        try:
            outcome = Outcome("phrased", self._phrase())
        except RewordingError as error:
            # Who closes it has not been failed by anybody.
            outcome = Outcome("stopped" if self._ended else log_fallback(error))
        finally:
            self._said.put(outcome)

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
                self._said.put(sentence)


def answer_reword(*, result: AskResult) -> Rewording | None:
    """Return an answer being reworded; None where too many are already.

    It never raises: whatever goes wrong is an Outcome without a text.
    """
    rewording = Rewording(result.question, sources_of(result))
    return rewording if rewording.start() else None

"""Streams: an answer as server-sent events, the whole extract first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from django.http import StreamingHttpResponse

from answers.services.llm import Outcome, Phrased, Sentence, Telling

EVENTS = "text/event-stream"


class Events:
    """The bytes of a stream; closing it ends what the model is doing."""

    def __init__(self, shape: Mapping[str, Any], telling: Telling) -> None:
        self._telling = telling
        self._events = self._all(shape)

    def __iter__(self) -> Iterator[bytes]:
        return self._events

    def close(self) -> None:
        self._telling.close()

    def _all(self, shape: Mapping[str, Any]) -> Iterator[bytes]:
        yield _event("answer", shape)
        for item in self._telling:
            if item is None:
                yield b": still waiting\n\n"
            elif isinstance(item, Outcome):
                phrased = phrased_shape(item.phrased)
                yield _event("done", {"reason": item.reason, "phrased": phrased})
            else:
                yield _event("sentence", _sentence_shape(item))


def event_stream(shape: Mapping[str, Any], telling: Telling) -> StreamingHttpResponse:
    """Return the response that tells an answer and then its sentences."""
    response = StreamingHttpResponse(Events(shape, telling), content_type=EVENTS)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until the end
    response.headers["Content-Encoding"] = "identity"  # gzip would, too
    return response


def outcome_of(telling: Telling) -> Outcome:
    """Wait for the end."""
    with closing(telling):
        for item in telling:
            if isinstance(item, Outcome):
                return item
    return Outcome("failed")


def phrased_shape(phrased: Phrased | None) -> dict[str, Any] | None:
    """Return a reworded answer as the API shows it."""
    if phrased is None:
        return None
    return {
        "text": phrased.text,
        "sentences": [_sentence_shape(one) for one in phrased.sentences],
        "model": phrased.model,
    }


def _sentence_shape(sentence: Sentence) -> dict[str, Any]:
    return {"text": sentence.text, "citations": sentence.citations}


def _event(name: str, data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, default=str)
    return f"event: {name}\ndata: {text}\n\n".encode(errors="replace")

"""Ask over REST: one question in, one answer out, as JSON or as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, NamedTuple

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View, check_product, read
from answers.api.fields import CleanCharField, YesNoField
from answers.api.problems import problem_responses
from answers.api.serializers import (
    QUERY_HELP,
    ArticleLink,
    DecisiveLine,
    Output,
    Recognised,
    Verified,
    of_article,
    verified_article,
    voting_url,
)
from answers.models import Article, Inquiry, Scope
from answers.services.ask import AskResult, question_ask
from answers.services.ask.clarify import Choice
from answers.services.ask.passages import Passage
from answers.services.llm import Outcome, RewordedAnswer, Rewording, answer_reword
from answers.services.search import Question


class AskInput(serializers.Serializer[Any]):
    """What ``ask`` is asked."""

    question = CleanCharField(max_length=200_000, help_text=QUERY_HELP)
    product = CleanCharField(
        max_length=100, default="", allow_blank=True, allow_null=True
    )
    phrase = YesNoField(
        default=False, help_text="Wait for `phrased`, if a language model is set up."
    )
    stream = YesNoField(
        default=False,
        help_text="Answer as an event stream, as `Accept: text/event-stream` does.",
    )


class Best(NamedTuple):
    """The citation that answers, and whether staff pinned its article."""

    article: Article
    revision: int
    passage: Passage
    pinned: bool


class SourceOutput(ArticleLink):
    """A passage of one revision of an article."""

    revision = serializers.IntegerField()
    text = serializers.CharField(
        source="passage.text", help_text="The decisive passage, plain text."
    )


class CitationOutput(SourceOutput):
    """An article that carries the answer, with the passage that does."""

    verified = Verified(allow_null=True)
    updated_at = serializers.DateTimeField(source="article.updated_at")

    verified_of = of_article(verified_article)


class AnswerOutput(SourceOutput):
    """The article that answers, with its decisive passage."""

    html = serializers.CharField(
        source="passage.html", help_text="The same as safe HTML."
    )
    pinned = serializers.BooleanField(help_text="Staff put it first for this question.")
    verified = Verified(allow_null=True)

    verified_of = of_article(verified_article)


class AlternativeOutput(ArticleLink):
    """Another article that may answer."""

    confidence = serializers.FloatField()


class ChoiceOutput(Output):
    """What `clarify` may be answered with."""

    label = serializers.CharField(  # type: ignore[assignment]  # a field, not its name
        help_text="What to show."
    )
    text = serializers.CharField(
        allow_blank=True, help_text="Add it to the question, and ask again."
    )
    product = serializers.CharField(
        allow_null=True, help_text="Or ask again about this product."
    )

    @staticmethod
    def product_of(choice: Choice, request: Request) -> str | None:
        return choice.product or None


class InquiryOutput(Output):
    """The unanswered question, kept; its page tells how far it is."""

    id = serializers.CharField(source="token")
    url = serializers.CharField()

    @staticmethod
    def url_of(inquiry: Inquiry, request: Request) -> str:
        return request.build_absolute_uri(inquiry.get_absolute_url())


class SentenceOutput(Output):
    """One sentence, and the citations that carry it, counted from 1."""

    text = serializers.CharField()
    citations = serializers.ListField(child=serializers.IntegerField())


class PhrasedOutput(Output):
    """The answer in a language model's words, each sentence checked."""

    text = serializers.CharField(help_text="Markdown; `[1]` is the first citation.")
    sentences = SentenceOutput(many=True)
    model = serializers.CharField()


class AskOutput(Output):
    """What is said to a question."""

    status = serializers.ChoiceField(["answered", "ambiguous", "unknown"])
    confidence = serializers.FloatField(help_text="0 to 1; calibrated.")
    answer = AnswerOutput(allow_null=True)
    citations = CitationOutput(
        many=True,
        help_text="The answer's own article first; further ones, up to two, only where "
        "each would be a fairly sure answer by itself.",
    )
    alternatives = AlternativeOutput(
        many=True, help_text="What else may answer; nothing of `citations`."
    )
    clarify = serializers.CharField(
        allow_null=True, help_text="What to ask back, where it is ambiguous."
    )
    choices = ChoiceOutput(many=True)
    recognised = Recognised(many=True)
    inquiry = InquiryOutput(allow_null=True)
    feedback_url = serializers.CharField(allow_null=True)
    decisive = DecisiveLine(
        many=True, help_text="Of a question of several lines: which led to the answer."
    )
    event = serializers.CharField(
        allow_null=True,
        help_text="Add `?from=<event>` to an article's address, and opening it counts.",
    )
    phrased = PhrasedOutput(
        allow_null=True,
        help_text="The passage reworded, where that was asked for, a language model is "
        "set up and what it said stood the checks.",
    )

    @staticmethod
    def answer_of(result: AskResult, request: Request) -> Best | None:
        best = result.best
        if best is None:
            return None
        return Best(best.article, best.revision, best.passage, result.pinned)

    @staticmethod
    def feedback_url_of(result: AskResult, request: Request) -> str | None:
        if result.best is None:
            return None
        return voting_url(result.best.article, request)

    @staticmethod
    def event_of(result: AskResult, request: Request) -> str | None:
        return result.event or None

    @staticmethod
    def phrased_of(result: AskResult, request: Request) -> RewordedAnswer | None:
        """Return None: the view adds what the language model wrote."""
        return None


EVENTS = "text/event-stream"
# One event of a stream, as an EventSource delivers it.
STREAMED = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["answer", "sentence", "done"]},
        "data": {"type": "string", "description": "JSON"},
    },
    "required": ["event", "data"],
}
STREAM = OpenApiExample(
    "Events",
    value=(
        'event: answer\ndata: {"status": "answered", "confidence": 0.87, …}\n\n'
        'event: sentence\ndata: {"text": "令牌过期[1]。", "citations": [1]}\n\n'
        'event: done\ndata: {"reason": "phrased", "phrased": {"text": …}}\n\n'
    ),
    media_type="text/event-stream",
    response_only=True,
)


class AskView(View):
    """Answer a question."""

    needs = Scope.ASK

    @extend_schema(
        operation_id="ask",
        summary="Answer a question, or say that the answer is unknown",
        request=AskInput,
        responses={
            (200, "application/json"): AskOutput,
            (200, EVENTS): STREAMED,
            **problem_responses(400, 413, 415, 503),
        },
        examples=[STREAM],
    )
    def post(self, request: Request) -> HttpResponseBase:
        data = read(AskInput, request.data)
        product = data["product"] or ""
        check_product(request, product)
        result = question_ask(
            question=Question(data["question"], product=product),
            viewer=request.user,
            channel="api",
        )
        answer = AskOutput.write(result, request)
        streamed = data["stream"] or EVENTS in request.headers.get("Accept", "")
        rewording = answer_reword(result=result) if streamed or data["phrase"] else None
        if rewording and streamed:
            return event_stream(answer, rewording, request)
        if rewording and (phrased := outcome_of(rewording).phrased):
            answer["phrased"] = PhrasedOutput.write(phrased, request)
        return Response(answer)


class Events:
    """The bytes of a stream; closing it stops the language model."""

    def __init__(
        self, answer: Mapping[str, Any], rewording: Rewording, request: Request
    ) -> None:
        self._rewording, self._request = rewording, request
        self._events = self._all(answer)

    def __iter__(self) -> Iterator[bytes]:
        return self._events

    def close(self) -> None:
        self._rewording.close()

    def _all(self, answer: Mapping[str, Any]) -> Iterator[bytes]:
        yield _event("answer", answer)
        for item in self._rewording:
            if item is None:
                yield b": still waiting\n\n"
            elif isinstance(item, Outcome):
                phrased = item.phrased and PhrasedOutput.write(
                    item.phrased, self._request
                )
                yield _event("done", {"reason": item.reason, "phrased": phrased})
            else:
                yield _event("sentence", SentenceOutput.write(item, self._request))


def event_stream(
    answer: Mapping[str, Any], rewording: Rewording, request: Request
) -> StreamingHttpResponse:
    """Return server-sent events: the answer, then the sentences of a language model."""
    events = Events(answer, rewording, request)
    response = StreamingHttpResponse(events, content_type=EVENTS)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until the end
    response.headers["Content-Encoding"] = "identity"  # gzip would, too
    return response


def outcome_of(rewording: Rewording) -> Outcome:
    """Wait for the language model, and return how it ended."""
    with closing(rewording):
        for item in rewording:
            if isinstance(item, Outcome):
                return item
    return Outcome("failed")


def _event(name: str, data: Mapping[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False, default=str)
    return f"event: {name}\ndata: {text}\n\n".encode(errors="replace")

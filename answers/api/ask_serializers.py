"""Ask serializers: the shapes of one question and its answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from answers.api.fields import CleanCharField, YesNoField
from answers.api.serializers import (
    QUERY_HELP,
    ArticleLink,
    DecisiveLine,
    Recognised,
    Verified,
)


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


class SourceOutput(ArticleLink):
    """A passage of one revision of an article."""

    revision = serializers.IntegerField()
    text = serializers.CharField(help_text="The decisive passage, plain text.")
    verified = Verified(allow_null=True)


class CitationOutput(SourceOutput):
    """An article that carries the answer, with the passage that does."""

    updated_at = serializers.DateTimeField()


class AnswerOutput(SourceOutput):
    """The article that answers, with its decisive passage."""

    html = serializers.CharField(help_text="The same as safe HTML.")
    pinned = serializers.BooleanField(help_text="Staff put it first for this question.")


class AlternativeOutput(ArticleLink):
    """Another article that may answer."""

    confidence = serializers.FloatField()


class ChoiceOutput(serializers.Serializer[Any]):
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


class InquiryOutput(serializers.Serializer[Any]):
    """The unanswered question, kept; its page tells how far it is."""

    id = serializers.CharField()
    url = serializers.CharField()


class SentenceOutput(serializers.Serializer[Any]):
    """One sentence, and the citations that carry it, counted from 1."""

    text = serializers.CharField()
    citations = serializers.ListField(child=serializers.IntegerField())


class PhrasedOutput(serializers.Serializer[Any]):
    """The answer in a language model's words, each sentence checked."""

    text = serializers.CharField(help_text="Markdown; `[1]` is the first citation.")
    sentences = SentenceOutput(many=True)
    model = serializers.CharField()


class AskOutput(serializers.Serializer[Any]):
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


# One event of a stream, as a reader of event streams has it.
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

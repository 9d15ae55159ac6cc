"""Feedback serializers: a vote, and what is told of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.api.fields import CleanCharField


class FeedbackInput(serializers.Serializer[Any]):
    """好评 or 差评, and why."""

    vote = serializers.ChoiceField(["up", "down"])
    reason = CleanCharField(max_length=100, default="", allow_blank=True)
    comment = CleanCharField(max_length=2000, default="", allow_blank=True)
    query = CleanCharField(max_length=20_000, default="", allow_blank=True)
    visitor = CleanCharField(
        max_length=200,
        default="",
        allow_blank=True,
        help_text="Who votes, in your own words (an opaque id): one vote each. "
        "Without it the caller's address counts as one visitor.",
    )


class WithdrawInput(serializers.Serializer[Any]):
    """Whose vote is withdrawn."""

    visitor = CleanCharField(max_length=200, default="", allow_blank=True)


class Votes(serializers.Serializer[Any]):
    """How many found it good or bad."""

    up = serializers.IntegerField()
    down = serializers.IntegerField()


class FeedbackOutput(serializers.Serializer[Any]):
    """What was recorded."""

    id = serializers.CharField()
    vote = serializers.ChoiceField(["up", "down"], allow_null=True)
    revision = serializers.IntegerField()
    votes = Votes()

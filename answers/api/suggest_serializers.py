"""Suggest serializers: what is offered while one types."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.api.fields import CleanCharField


class SuggestInput(serializers.Serializer[Any]):
    """What ``suggest`` is asked."""

    q = CleanCharField(max_length=500, allow_blank=True, default="")


class Suggestion(serializers.Serializer[Any]):
    """Something to offer while one types."""

    kind = serializers.ChoiceField(["symptom", "tag", "article"])
    text = serializers.CharField()
    url = serializers.CharField()


class SuggestionGroups(serializers.Serializer[Any]):
    """The same suggestions by kind."""

    symptom = Suggestion(many=True)
    tag = Suggestion(many=True)
    article = Suggestion(many=True)


class SuggestOutput(serializers.Serializer[Any]):
    """What ``suggest`` answers."""

    query = serializers.CharField()
    suggestions = Suggestion(many=True)
    groups = SuggestionGroups()

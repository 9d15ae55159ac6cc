"""Details: the shapes of one article in full, and of symptoms with their causes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.api.serializers import (
    ArticleBrief,
    ArticleLink,
    PageInput,
    PageOutput,
    Recognised,
    Verified,
)
from answers.api.vote_serializers import Votes
from answers.models import Symptom


class ReferenceOutput(serializers.Serializer[Any]):
    """A link of an article; ``id`` where it leads to one of our own."""

    text = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)


class OutlineEntry(serializers.Serializer[Any]):
    """A heading of the answer."""

    level = serializers.IntegerField()
    title = serializers.CharField()
    anchor = serializers.CharField()


class CauseWords(serializers.Serializer[Any]):
    """A possible cause in an answer's own words."""

    title = serializers.CharField()
    explanation = serializers.CharField(help_text="Empty where the answer has none.")
    remedy = serializers.CharField(help_text="Empty where the answer has none.")


class CauseOutput(CauseWords):
    """A possible cause, and where in the answer it stands."""

    anchor = serializers.CharField(help_text="The heading it stands under, or empty.")


class ArticleOutput(ArticleBrief):
    """One article in full."""

    question = serializers.CharField()
    markdown = serializers.CharField(help_text="The answer as it was written.")
    html = serializers.CharField(help_text="The answer as safe HTML.")
    text = serializers.CharField(help_text="The answer as plain text.")
    outline = OutlineEntry(many=True)
    references = ReferenceOutput(many=True)
    causes = CauseOutput(many=True)
    votes = Votes()
    verified = Verified(allow_null=True)
    feedback_url = serializers.CharField()


class SymptomListInput(PageInput):
    """How the list of symptoms is filtered."""

    kind = serializers.ChoiceField(Symptom.Kind.values, default="", allow_blank=True)


class SymptomBrief(Recognised):
    """A symptom, and how many articles show it."""

    count = serializers.IntegerField()


class SymptomPage(PageOutput):
    """A page of the list of symptoms."""

    results = SymptomBrief(many=True)


class MergedCauseOutput(CauseWords):
    """A cause that one or more answers name, in the words of the best one."""

    support = serializers.FloatField(
        help_text="Answers that name it, weighted by how much they are about the "
        "symptom and by their votes."
    )
    articles = ArticleLink(many=True)


class SymptomOutput(SymptomBrief):
    """A symptom with its causes, best supported first, and its articles."""

    causes = MergedCauseOutput(many=True)
    articles = ArticleBrief(many=True)

"""Serializers: the shapes of the API, for reading input and describing output."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.api.fields import (
    CleanCharField,
    DateField,
    WholeField,
    WordsField,
    YesNoField,
)
from answers.services.search import MAX_LIMIT, MAX_OFFSET, PAGE

QUERY_HELP = "A code, an error message, a question or a whole log."


class PageInput(serializers.Serializer[Any]):
    """Which page of a list."""

    page = WholeField(min_value=1, max_value=1_000_000, default=1)


class PageOutput(serializers.Serializer[Any]):
    """The frame of one page of a list."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class ArticleLink(serializers.Serializer[Any]):
    """An article by name, and where it is read."""

    id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class SearchInput(serializers.Serializer[Any]):
    """What ``search`` is asked."""

    q = CleanCharField(max_length=200_000, help_text=QUERY_HELP)
    limit = WholeField(min_value=1, max_value=MAX_LIMIT, default=PAGE)
    offset = WholeField(min_value=0, max_value=MAX_OFFSET, default=0)
    product = CleanCharField(max_length=100, default="", allow_blank=True)
    category = CleanCharField(max_length=100, default="", allow_blank=True)
    tag = WordsField(default=list, max_length=10, help_text="All of them must match.")
    symptom = WordsField(
        default=list, max_length=10, help_text="Slugs; all of them must be shown."
    )
    since = DateField(last=False, help_text="A day, a month or a year: 2024-05.")
    until = DateField(last=True, help_text="The same; both ends are included.")
    sort = serializers.ChoiceField(["relevance", "date"], default="relevance")
    exact = YesNoField(
        default=False, help_text="Take every word as it was typed: repair nothing."
    )


class ListInput(PageInput):
    """How the list of articles is filtered."""

    product = CleanCharField(max_length=100, default="", allow_blank=True)
    category = CleanCharField(max_length=100, default="", allow_blank=True)
    tag = CleanCharField(max_length=100, default="", allow_blank=True)
    updated_since = serializers.DateTimeField(
        default=None,
        help_text="ISO 8601 date or date and time.",
        input_formats=["iso-8601", "%Y-%m-%d"],
    )


class Recognised(serializers.Serializer[Any]):
    """A symptom that was recognised in the query."""

    kind = serializers.CharField()
    value = serializers.CharField()
    slug = serializers.CharField()


class FacetValue(serializers.Serializer[Any]):
    """One value to filter by."""

    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class Facets(serializers.Serializer[Any]):
    """Values to filter by, with how many matches one would see after choosing it."""

    product = FacetValue(many=True)
    tag = FacetValue(many=True)
    category = FacetValue(many=True)
    symptom = FacetValue(many=True)
    date = FacetValue(many=True)


class Section(serializers.Serializer[Any]):
    """The part of the answer in which a passage stands."""

    title = serializers.CharField()
    url = serializers.CharField()


class Verified(serializers.Serializer[Any]):
    """On which version of its product an answer was checked."""

    version = serializers.CharField(allow_null=True)
    date = serializers.DateField(allow_null=True)
    by = serializers.ChoiceField(["staff"], allow_null=True)
    releases_missed = serializers.IntegerField(
        allow_null=True, help_text="Releases since; null where none are known."
    )
    notice = serializers.CharField(help_text="The same in words, to show to people.")


class SearchResult(ArticleLink):
    """One article of a search result."""

    score = serializers.FloatField()
    snippet = serializers.CharField(help_text="The matching passage, plain text.")
    snippet_html = serializers.CharField(help_text="The same, escaped, with <mark>.")
    section = Section(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    product = serializers.CharField(allow_null=True)
    date = serializers.DateField(allow_null=True)
    matched = serializers.ListField(child=serializers.CharField())
    pinned = serializers.BooleanField(help_text="Staff put it first for this query.")
    verified = Verified(allow_null=True)


class DecisiveLine(serializers.Serializer[Any]):
    """A line of a pasted text that led to the answer; secrets are taken out."""

    line = serializers.IntegerField(help_text="Counted from 1.")
    text = serializers.CharField()


class SearchOutput(serializers.Serializer[Any]):
    """A page of results."""

    query = serializers.CharField()
    total = serializers.IntegerField()
    took_ms = serializers.FloatField()
    recognised = Recognised(many=True)
    suggestion = serializers.CharField(
        allow_null=True,
        help_text="What was searched for instead, where words seem mistyped.",
    )
    facets = Facets()
    decisive = DecisiveLine(
        many=True, help_text="Of a text of several lines: which led to the first."
    )
    event = serializers.CharField(
        allow_null=True,
        help_text="Add `?from=<event>` to a result's address, and opening it counts.",
    )
    results = SearchResult(many=True)


class ArticleBrief(ArticleLink):
    """An article as lists show it."""

    product = serializers.CharField(allow_null=True)
    category = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    date = serializers.DateField(allow_null=True)
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class ArticlePage(PageOutput):
    """A page of the list of articles."""

    results = ArticleBrief(many=True)


class TagOutput(serializers.Serializer[Any]):
    """A tag and how many public articles have it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    count = serializers.IntegerField()


class TagList(serializers.Serializer[Any]):
    """All tags that are in use."""

    count = serializers.IntegerField()
    results = TagOutput(many=True)

"""Write serializers: what an author sends, and what becomes of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.api.fields import CleanCharField, WholeField, WordsField
from answers.models import Revision

LONGEST = 200_000  # of a text
MOST_NUMBER = 2**31 - 1


class ArticleChange(serializers.Serializer[Any]):
    """What an article is to say: as fields, or all of it as one file."""

    markdown = CleanCharField(
        max_length=LONGEST,
        help_text="A whole file as `ingest` reads it, front matter and sections, in "
        "place of the fields.",
    )
    title = CleanCharField(max_length=500, help_text="One line that says the symptom.")
    question = CleanCharField(
        max_length=LONGEST, allow_blank=True, help_text="Empty: the title."
    )
    answer = CleanCharField(max_length=LONGEST, help_text="Markdown.")
    tags = WordsField(max_length=50)
    category = CleanCharField(max_length=100, allow_blank=True)
    product = CleanCharField(
        max_length=100, allow_blank=True, help_text="The slug of one there is."
    )
    description = CleanCharField(
        max_length=2000, allow_blank=True, help_text="One or two sentences for lists."
    )
    date = serializers.DateField(allow_null=True)
    references = serializers.ListField(
        child=CleanCharField(max_length=2000, allow_blank=True),
        max_length=100,
        help_text="Lines such as `[text](address)` or `专家经验：title of another`.",
    )
    note = CleanCharField(
        max_length=300, allow_blank=True, help_text="What changed and why."
    )
    base = WholeField(
        min_value=1,
        max_value=MOST_NUMBER,
        help_text="The number of the revision that you changed; or send `If-Match`.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Ask for none: what is not sent stays, or `markdown` says it."""
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class ArticleInput(ArticleChange):
    """A new article: `markdown`, or at least `title` and `answer`."""

    id = CleanCharField(
        max_length=150,
        allow_blank=True,
        help_text="Its name in addresses, for ever; without one, one is made.",
    )
    base = None  # type: ignore[assignment]


class Proposal(serializers.Serializer[Any]):
    """A revision that was sent in: how far it is, and what was said about it."""

    id = serializers.CharField(help_text="Of the article.")
    revision = serializers.IntegerField()
    status = serializers.ChoiceField(
        Revision.Status.values, help_text="`in_review` until somebody decides."
    )
    title = serializers.CharField()
    author = serializers.CharField()
    note = serializers.CharField()
    review_note = serializers.CharField(help_text="What the reviewer said.")
    created_at = serializers.DateTimeField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    base = serializers.IntegerField(
        allow_null=True, help_text="The public revision it was written from."
    )
    public = serializers.IntegerField(
        allow_null=True, help_text="The public revision of now."
    )
    url = serializers.CharField(
        allow_null=True, help_text="The article's page, where it has one."
    )
    state_url = serializers.CharField(help_text="Where to read this again.")

"""Serializers that several resources share, and how output is written.

An ``Output`` declares each field of a JSON object once: the OpenAPI description is made
from it, and ``Output.write`` makes the object. DRF's own ``to_representation`` is not
used. It copies the fields for each object and converts value by value; of a page of ten
search results that adds 0.8 ms, 7 % of a request, where ``write`` takes 0.5 ms in all,
as a function would that says each key by hand. It would also write times in the site's
time zone, where the API writes UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, TypeAlias, TypeVar, cast

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from answers.api.fields import WholeField
from answers.models import Article

QUERY_HELP = "A code, an error message, a question or a whole log."

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any, Request], Any]


class Output(serializers.Serializer[Any]):
    """A JSON object of the API, written from a row: a model, a dataclass or a mapping.

    The value of a field is what the static method ``<field>_of(row, request)`` returns;
    without one, the attribute of the row that ``source`` names, or the field itself;
    ``source="*"`` is the row. Where the field is an Output, the value is the row that
    it is written from, with ``many=True`` an iterable of rows; None stays None. Any
    other value is passed on as it is. A field that is not ``required`` is left to the
    view.
    """

    from_mapping: ClassVar[bool] = False
    """Whether rows are mappings, whose keys are read in place of attributes."""

    @classmethod
    def write(cls, row: Any, request: Request) -> dict[str, Any]:
        """Return the object as the renderer takes it."""
        return {name: read(row, request) for name, read in _readers(cls)}


@cache
def _readers(cls: type[Output]) -> tuple[tuple[str, Reader], ...]:
    return tuple(
        (name, _reader(cls, name, field))
        for name, field in cls._declared_fields.items()
        if field.required
    )


def _reader(cls: type[Output], name: str, field: Any) -> Reader:
    read: Reader | None = getattr(cls, f"{name}_of", None)
    if read is not None:
        return _nested(field, read)
    if field.source == "*":
        return _nested(field, lambda row, request: row)
    source = field.source or name
    get = itemgetter(source) if cls.from_mapping else attrgetter(source)
    return _nested(field, lambda row, request: get(row))


def _nested(field: Any, read: Reader) -> Reader:
    """Return a reader that writes what is read, where the field is an Output."""
    if isinstance(field, serializers.ListSerializer):
        item = cast("type[Output]", type(field.child))
        return lambda row, request: [item.write(x, request) for x in read(row, request)]
    if isinstance(field, Output):
        one = type(field)

        def write(row: Any, request: Request) -> dict[str, Any] | None:
            value = read(row, request)
            return None if value is None else one.write(value, request)

        return write
    return read


def of_article(
    read: Callable[[Article, Request], T],
) -> staticmethod[[Any, Request], T]:
    """Return a reader of rows that have an ``article``, made of one of articles."""
    return staticmethod(lambda row, request: read(row.article, request))


def article_url(article: Article, request: Request) -> str:
    """Return the address of an article's page, with scheme and host."""
    return request.build_absolute_uri(article.get_absolute_url())


def voting_url(article: Article, request: Request) -> str:
    """Return the address of the page where a person votes on an article."""
    path = reverse("answers:feedback", args=[article.key])
    return request.build_absolute_uri(path)


def product_slug(article: Article, request: Request) -> str | None:
    """Return the slug of an article's product."""
    return article.product.slug if article.product else None


def revision_number(article: Article, request: Request) -> int:
    """Return the number of an article's public revision, 0 where it has none."""
    return article.current.number if article.current else 0


def tag_names(article: Article, request: Request) -> list[str]:
    """Return the names of an article's tags that readers may see."""
    return [tag.name for tag in article.tags.all() if not tag.hidden]


def verified_article(article: Article, request: Request) -> Article | None:
    """Return the article where there is something to say in ``Verified``."""
    return article if article.verified_notice else None


class PageInput(serializers.Serializer[Any]):
    """Which page of a list."""

    page = WholeField(min_value=1, max_value=1_000_000, default=1)


class PageOutput(Output):
    """One page of a list; ``results`` are added by the list's own class."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class ArticleLink(Output):
    """An article by name, and where it is read; of a row that has an ``article``."""

    id = serializers.CharField(source="article.key")
    title = serializers.CharField(source="article.heading")
    url = serializers.CharField()

    url_of = of_article(article_url)


class Recognised(Output):
    """A symptom that was recognised in the query."""

    kind = serializers.CharField()
    value = serializers.CharField()
    slug = serializers.CharField()


class Verified(Output):
    """On which version of its product an answer was checked."""

    # By whom is not shown: ``by`` is always the staff.

    version = serializers.CharField(allow_null=True)
    date = serializers.DateField(allow_null=True)
    by = serializers.ChoiceField(["staff"], allow_null=True)
    releases_missed = serializers.IntegerField(
        allow_null=True, help_text="Releases since; null where none are known."
    )
    notice = serializers.CharField(
        source="verified_notice", help_text="The same in words, to show to people."
    )

    @staticmethod
    def version_of(article: Article, request: Request) -> str | None:
        return article.verified_version or None

    @staticmethod
    def date_of(article: Article, request: Request) -> Any:
        return article.verified_at and article.verified_at.date()

    @staticmethod
    def by_of(article: Article, request: Request) -> str | None:
        return "staff" if article.verified_version else None


class DecisiveLine(Output):
    """A line of a pasted text that led to the answer; secrets are taken out."""

    line = serializers.IntegerField(help_text="Counted from 1.")
    text = serializers.CharField()

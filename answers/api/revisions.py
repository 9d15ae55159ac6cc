"""Revisions over REST: what an author sends in, and what became of it.

The operations that take a proposal are those of its article (``articles``); here is how
it is read, in whose name, and how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.authentication import BearerAuthentication
from answers.api.base import View
from answers.api.fields import CleanCharField, WholeField, WordsField
from answers.api.problems import problem_responses
from answers.api.serializers import Output, article_url
from answers.content import ParsedArticle, RawFile, parse_article, parse_references
from answers.lib.errors import (
    AnswersError,
    BaseMissingError,
    InvalidError,
    NotFoundError,
)
from answers.models import Article, Login, Product, Revision, Scope
from answers.services.accounts import Caller, access_error, bot_account
from answers.services.articles import article_refusal
from answers.services.revisions import article_of_author, proposal_get
from answers.text.normalization import slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAMELESS = "nameless"  # the key of a file whose front matter has no id
LONGEST_TEXT = 200_000  # characters
MOST_NUMBER = 2**31 - 1


class ArticleChange(serializers.Serializer[Any]):
    """What an article is to say: as fields, or all of it as one file."""

    markdown = CleanCharField(
        max_length=LONGEST_TEXT,
        help_text="A whole file as `ingest` reads it, front matter and sections, in "
        "place of the fields.",
    )
    title = CleanCharField(max_length=500, help_text="One line that says the symptom.")
    question = CleanCharField(
        max_length=LONGEST_TEXT, allow_blank=True, help_text="Empty: the title."
    )
    answer = CleanCharField(max_length=LONGEST_TEXT, help_text="Markdown.")
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


class Proposal(Output):
    """A revision that was sent in: how far it is, and what was said about it."""

    id = serializers.CharField(source="article.key", help_text="Of the article.")
    revision = serializers.IntegerField(source="number")
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

    @staticmethod
    def author_of(revision: Revision, request: Request) -> str:
        return str(revision.author or "")

    @staticmethod
    def public_of(revision: Revision, request: Request) -> int | None:
        return _public_number(revision.article)

    @staticmethod
    def url_of(revision: Revision, request: Request) -> str | None:
        article = revision.article
        return article_url(article, request) if _public_number(article) else None

    @staticmethod
    def state_url_of(revision: Revision, request: Request) -> str:
        args = [revision.article.key, revision.number]
        return request.build_absolute_uri(reverse("answers:api-revision", args=args))


_ETAG = re.compile(r'(?:W/)?"r(\d{1,9})(?:-[0-9a-f]+)?"')


def author_account(request: Request, permission: str) -> User:
    """Return the account that a caller writes as: a bot's, or the person's own.

    A person needs the permission and a login token; a browser's session is not enough.
    Raises CredentialsError and ForbiddenError.
    """
    if isinstance(request.auth, Caller):
        return bot_account(bot=request.auth.key.bot)
    user = _logged_in(request)
    if not user.has_perm(f"answers.{permission}"):
        raise access_error("permission_denied")
    return user


def author_id(request: Request) -> int | None:
    """Return the id of that account; None for a bot that never wrote."""
    if isinstance(request.auth, Caller):
        return request.auth.key.bot.account_id
    return _logged_in(request).pk


def _logged_in(request: Request) -> User:
    if not isinstance(request.auth, Login) or isinstance(request.user, AnonymousUser):
        raise access_error("token_missing")
    return request.user


def draft_fields(request: Request, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was sent as the fields of a ``Draft``, and its ``key``, maybe empty.

    Raises InvalidError, and ForbiddenError for a product that the key may not see.
    """
    fields = {name: data[name] for name in data if name not in ("id", "base")}
    key = data.get("id", "")
    if "markdown" in fields:
        parsed = _parsed(fields.pop("markdown"))
        _refuse_both(fields)
        fields |= _fields_of(parsed)
        key = key or (parsed.key if parsed.key != NAMELESS else "")
    else:
        if "tags" in fields:
            fields["tags"] = tuple(fields["tags"])
        if "references" in fields:
            fields["references"] = parse_references("\n".join(fields["references"]))
    if "product" in fields:
        fields["product"] = _product(request, fields["product"])
    return fields | {"key": key, "origin": Revision.Origin.API}


def with_product(request: Request, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a new article with a product that its author may see."""
    limits = _limits(request)
    if "product" in fields or not limits:
        return fields
    if len(limits) == 1:
        return fields | {"product": limits[0]}
    raise _which_product(limits)


def base_of(
    request: Request, data: Mapping[str, Any], public: int | None
) -> int | None:
    """Return the number of the revision that was changed, None for any (``*``).

    It is named by ``If-Match`` or by ``base``; 0 where the ETag is none of ours.
    Raises BaseMissingError where neither is given.
    """
    header = request.headers.get("If-Match", "")
    if not header:
        if "base" in data:
            return int(data["base"])
        msg = _(
            "Say which revision you changed, so that nobody's work is lost: its number "
            "as “base”, or its ETag as “If-Match”."
        )
        raise BaseMissingError(msg)
    tags = parse_etags(header)
    if tags == ["*"]:
        return None
    numbers = [int(found[1]) for tag in tags if (found := _ETAG.fullmatch(tag))]
    return public if public in numbers else next(iter(numbers), 0)


def article_to_change(request: Request, key: str, author: User) -> Article:
    """Return an article that its author may change.

    Raises NotFoundError, or the error that says why this caller does not see it.
    """
    try:
        return article_of_author(key=key, viewer=request.user, author=author)
    except NotFoundError as error:
        raise article_refusal(key=key, viewer=request.user) or error from error


def as_sent(error: InvalidError) -> InvalidError:
    """Return an error with the field named as it was sent."""
    name = error.extra.get("field")
    return InvalidError(error.message, field="id" if name == "key" else name)


def check_change(data: Mapping[str, Any]) -> None:
    """Raise InvalidError where nothing of the article is to change."""
    if not set(data) - {"base", "note"}:
        msg = _("Send at least one field to change, for example “answer”.")
        raise InvalidError(msg, field="body")


def check_same(named: str, key: str) -> None:
    """Raise InvalidError where a file names another article than the address."""
    if named and named != key:
        msg = _("This file is of the article {other}.").format(other=named)
        raise InvalidError(msg, field="markdown")


def proposal_response(request: Request, revision: Revision) -> Response:
    """Return 201 and where to read on; 200 for what was there already."""
    body = Proposal.write(revision, request)
    fresh = revision.status == Revision.Status.IN_REVIEW
    response = Response(body, status=201 if fresh else 200)
    response["Location"] = body["state_url"]
    return response


def _public_number(article: Article) -> int | None:
    """Return the number of the revision that readers see, None where they see none."""
    public = article.status == Article.Status.PUBLISHED and article.current
    return public.number if public else None


def _parsed(text: str) -> ParsedArticle:
    """Read a file as ``ingest`` does. Raises InvalidError with the line."""
    try:
        parsed = parse_article(RawFile("", f"{NAMELESS}.md", text.encode()))
    except AnswersError as error:
        line = error.extra.get("line")
        where = _("line {line}: ").format(line=line) if line else ""
        msg = _("This is no article: {where}{why}.")
        msg = msg.format(where=where, why=error.message)
        raise InvalidError(msg, field="markdown") from error
    if parsed.warnings:
        raise InvalidError("; ".join(parsed.warnings), field="markdown")
    return parsed


def _fields_of(parsed: ParsedArticle) -> dict[str, Any]:
    names = ("title", "question", "answer", "description", "category", "date")
    more = ("tags", "keywords", "references", "extra")
    product = {"product": parsed.product} if parsed.product else {}
    return {name: getattr(parsed, name) for name in (*names, *more)} | product


def _refuse_both(fields: Iterable[str]) -> None:
    both = sorted(set(fields) - {"note"})
    if both:
        msg = _("Send “markdown” or the fields, not both.")
        raise InvalidError(msg, field=both[0])


def _product(request: Request, name: str) -> str:
    slug = slugify(name)
    limits = _limits(request)
    if limits and not slug:
        raise _which_product(limits)
    if limits and slug not in limits:
        raise access_error("wrong_product", product=slug, products=limits)
    if slug and not Product.objects.filter(slug=slug).exists():
        msg = _("There is no product {slug}.").format(slug=slug)
        raise InvalidError(msg, field="product")
    return slug


def _which_product(limits: tuple[str, ...]) -> InvalidError:
    msg = _("Say of which product it is: {products}.")
    return InvalidError(msg.format(products=", ".join(limits)), field="product")


def _limits(request: Request) -> tuple[str, ...]:
    auth = request.auth
    return auth.viewer.product_slugs if isinstance(auth, Caller) else ()


class RevisionView(View):
    """What became of something that was sent in."""

    authentication_classes = (BearerAuthentication,)
    needs = Scope.WRITE

    @extend_schema(
        operation_id="revision",
        summary="Read what became of what you sent in",
        responses={200: Proposal, **problem_responses(404)},
    )
    def get(self, request: Request, key: str, number: int) -> Response:
        """Read its status, and what the reviewer said."""
        author = author_id(request)
        revision = proposal_get(key=key, number=number, author_id=author)
        return Response(Proposal.write(revision, request))

"""Writing: who sends an article in, and what they sent as a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from answers.content import ParsedArticle, RawFile, parse_article, parse_references
from answers.lib.errors import (
    AnswersError,
    BaseMissingError,
    InvalidError,
    NotFoundError,
)
from answers.models import Article, Login, Product, Revision
from answers.services.accounts import Caller, bot_account, refuse
from answers.services.articles import article_refusal
from answers.services.revisions import article_of_author
from answers.text.normalization import slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAMELESS = "nameless"  # the key of a file whose front matter has no id
_ETAG = re.compile(r'(?:W/)?"r(\d{1,9})(?:-[0-9a-f]+)?"')


def author_of(request: Request, permission: str) -> User:
    """Return in whose name a caller writes: a bot's account, or the person's own.

    A person needs the permission; a browser's session is none. Raises
    CredentialsError and ForbiddenError.
    """
    if isinstance(request.auth, Caller):
        return bot_account(bot=request.auth.key.bot)
    user = _logged_in(request)
    if not user.has_perm(f"answers.{permission}"):
        raise refuse("permission_denied")
    return user


def author_pk(request: Request) -> int | None:
    """Return in whose name a caller has written; None for a bot that never has."""
    if isinstance(request.auth, Caller):
        return request.auth.key.bot.account_id
    return _logged_in(request).pk


def _logged_in(request: Request) -> User:
    if not isinstance(request.auth, Login) or isinstance(request.user, AnonymousUser):
        raise refuse("token_missing")
    return request.user


def draft_fields(request: Request, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was sent as the fields of a draft, and its ``key`` if it has one.

    Raises InvalidError, and ForbiddenError for a product that the key may not see.
    """
    fields = {name: said[name] for name in said if name not in ("id", "base")}
    key = said.get("id", "")
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
    request: Request, said: Mapping[str, Any], public: int | None
) -> int | None:
    """Return which revision was changed; None for whichever there is (``*``).

    Raises BaseMissingError where nothing says so.
    """
    header = request.headers.get("If-Match", "")
    if not header:
        if "base" in said:
            return int(said["base"])
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


def findable(request: Request, key: str, author: User) -> Article:
    """Return an article to be changed, or say why not, as for reading."""
    try:
        return article_of_author(key=key, viewer=request.user, author=author)
    except NotFoundError as error:
        raise article_refusal(key=key, viewer=request.user) or error from error


def as_sent(error: InvalidError) -> InvalidError:
    """Return an error with the field named as it was sent."""
    name = error.extra.get("field")
    return InvalidError(error.message, field="id" if name == "key" else name)


def check_same(named: str, key: str) -> None:
    """Raise InvalidError where a file names another article than the address."""
    if named and named != key:
        msg = _("This file is of the article {other}.").format(other=named)
        raise InvalidError(msg, field="markdown")


def proposal_response(request: Request, revision: Revision) -> Response:
    """Return 201 and where to read on; 200 for what was there already."""
    body = proposal_shape(request, revision)
    fresh = revision.status == Revision.Status.IN_REVIEW
    response = Response(body, status=201 if fresh else 200)
    response["Location"] = body["state_url"]
    return response


def proposal_shape(request: Request, revision: Revision) -> dict[str, Any]:
    """Return what became of a revision that was sent in."""
    article = revision.article
    state = reverse("answers:api-revision", args=[article.key, revision.number])
    public = article.status == Article.Status.PUBLISHED and article.current
    page = article.get_absolute_url()
    return {
        "id": article.key,
        "revision": revision.number,
        "status": revision.status,
        "title": revision.title,
        "author": str(revision.author or ""),
        "note": revision.note,
        "review_note": revision.review_note,
        "created_at": revision.created_at,
        "reviewed_at": revision.reviewed_at,
        "base": revision.base,
        "public": public.number if public else None,
        "url": request.build_absolute_uri(page) if public else None,
        "state_url": request.build_absolute_uri(state),
    }


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
        raise refuse("wrong_product", product=slug, products=limits)
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

"""Articles to read: by key or address, in lists, by tag, and those related to one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from answers.index import get_engine
from answers.lib.errors import (
    AnswersError,
    GoneError,
    IndexUnavailableError,
    NotFoundError,
)
from answers.models import (
    Article,
    BotViewer,
    Product,
    Release,
    Revision,
    Scope,
    Tag,
    Viewer,
    product_limits,
    reads_internal,
)
from answers.models.articles import ArticleQuerySet
from answers.models.products import ProductQuerySet
from answers.models.tags import TagQuerySet
from answers.services.accounts import access_error
from answers.services.indexing import healer
from answers.text.normalization import clean

_ADDRESS = re.compile(r"^\S*/articles/([^/?#\s]+?)(?:\.md)?/?(?:[?#]\S*)?$")
RELATED = 5
SPARE = 5  # more that the index is asked for, because some may be hidden
NEWEST = 8
MOST_REVISIONS = 20  # of an article's history
POPULAR_TAGS = 24


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    articles_count: int
    newest: list[Article]
    products: list[Product]
    tags: list[Tag]


def article_get(*, key: str, viewer: Viewer) -> Article:
    """Return one article with the rows that its page shows.

    Raises GoneError for a retired article, NotFoundError for an unknown key.
    """
    rows = (
        Article.objects.visible_to(viewer)
        .select_related("product", "current")
        .defer("current__source")
        .prefetch_related("tags", "references__target")
    )
    try:
        article = rows.get(key=clean(key))
    except Article.DoesNotExist as error:
        raise _missing(key, viewer) from error
    Release.objects.set_missed([article])
    return article


def _missing(key: str, viewer: Viewer) -> NotFoundError:
    """Return the error for a key: GoneError if the article is retired."""
    retired = article_retired(key=key, viewer=viewer)
    if retired is None:
        return NotFoundError(_("There is no such article here."))
    found = retired.replacement_for(viewer)
    msg = _("This article has been retired.")
    if found:
        msg = _("This article has been retired: read {key} in its place.")
    there = found.key if found else ""
    return GoneError(msg.format(key=there), replaced_by=there)


def article_find(*, text: str) -> Article | None:
    """Return the article of a key or of the address of its page, whoever may read it.

    ``nacos-403`` and ``https://host/articles/nacos-403.md?query#part`` are the same.
    """
    name = clean(text).strip()
    address = _ADDRESS.match(name)
    return Article.objects.filter(key=address[1] if address else name).first()


def article_is_public(*, key: str) -> bool:
    """Return whether anonymous visitors may read the article of this key."""
    return Article.objects.visible_to(AnonymousUser()).filter(key=clean(key)).exists()


def article_refusal(*, key: str, viewer: Viewer) -> AnswersError | None:
    """Return why this viewer may not read a published article, else None."""
    article = (
        Article.objects.published().select_related("product").filter(key=clean(key))
    )
    for found in article:
        if found.internal and not reads_internal(viewer):
            if isinstance(viewer, BotViewer):
                return access_error("wrong_scope", needs=str(Scope.READ_INTERNAL))
            known = getattr(viewer, "is_authenticated", False)
            return access_error("permission_denied" if known else "token_missing")
        limits = product_limits(viewer)
        product = found.product.slug if found.product else "–"
        if limits and product not in limits:
            return access_error("wrong_product", product=product, products=limits)
    return None


def article_retired(*, key: str, viewer: Viewer) -> Article | None:
    """Return a retired article that this viewer could read before, else None."""
    rows = Article.objects.filter(key=clean(key), status=Article.Status.RETIRED)
    if not reads_internal(viewer):
        rows = rows.filter(internal=False)
    limits = product_limits(viewer)
    if limits:
        rows = rows.filter(product__slug__in=limits)
    return rows.filter(current__isnull=False).select_related("product").first()


def revision_history(*, article: Article) -> list[Revision]:
    """Return the revisions of an article that were public, the newest first.

    Drafts, conflicts and what was withdrawn are never among them.
    """
    rows = Revision.objects.filter(article=article, published_at__isnull=False)
    shown = rows.defer("source", "question_html", "answer_html", "text", "outline")
    return list(shown.order_by("-number")[:MOST_REVISIONS])


def article_list(  # noqa: PLR0913  each one filter, by keyword
    *,
    viewer: Viewer,
    product: str = "",
    tags: Iterable[str] = (),
    symptoms: Iterable[str] = (),
    category: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    updated_since: dt.datetime | None = None,
) -> ArticleQuerySet:
    """Return the articles this viewer may read, newest first.

    ``product``, ``tags`` and ``symptoms`` are slugs; an article must have all of the
    tags and symptoms. ``since`` and ``until`` bound the article's date, both included.
    """
    rows = Article.objects.visible_to(viewer).for_lists().prefetch_related("tags")
    if product:
        rows = rows.filter(product__slug=product)
    for tag in Tag.objects.canonical(tags):
        rows = rows.filter(tags__slug=tag)  # a join of its own: all tags must match
    for symptom in symptoms:
        rows = rows.filter(symptom_links__symptom__slug=symptom)
    if category:
        rows = rows.filter(category=category)
    if since:
        rows = rows.filter(date__gte=since)
    if until:
        rows = rows.filter(date__lte=until)
    if updated_since:
        rows = rows.filter(updated_at__gte=updated_since)
    return rows


def article_related(*, article: Article, viewer: Viewer) -> list[Article]:
    """Return the articles with the most similar text, the most similar first.

    Empty where the index is unavailable: the page is shown without them.
    """
    try:
        pks = get_engine().related(article.pk, RELATED + SPARE)
    except IndexUnavailableError:
        healer.start()
        return []
    rows = Article.objects.visible_to(viewer).select_related("product")
    return rows.in_order(pks)[:RELATED]


def tag_list() -> TagQuerySet:
    """Return the visible tags that have articles, most used first."""
    return Tag.objects.visible().in_use()


def tag_get(*, slug: str) -> Tag:
    """Return the visible tag of a slug; for an alias, the tag that it stands for.

    Raises NotFoundError.
    """
    tag = Tag.objects.select_related("alias_of").filter(slug=slug).first()
    if tag is None or tag.canonical.hidden:
        msg = _("There is no such tag here.")
        raise NotFoundError(msg)
    return tag.canonical


def product_list() -> ProductQuerySet:
    """Return the products that have public articles, most of them first."""
    return Product.objects.in_use()


def home_get(*, viewer: Viewer) -> Home:
    """Return what the home page shows."""
    rows = Article.objects.visible_to(viewer)
    return Home(
        articles_count=rows.count(),
        newest=list(rows.for_lists()[:NEWEST]),
        products=list(product_list()),
        tags=list(tag_list()[:POPULAR_TAGS]),
    )

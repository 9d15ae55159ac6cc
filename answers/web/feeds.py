"""Feeds: what is new, as Atom; of all, of a product, of a tag."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from answers.lib.errors import NotFoundError
from answers.models import Article
from answers.services.articles import article_list, product_list, tag_get
from answers.text.normalization import clean, cut, one_line, without_marks

if TYPE_CHECKING:
    AnyFeed: TypeAlias = Feed[Article, Any]
else:
    AnyFeed = Feed  # takes no parameter when it runs

NEWEST = 30
SUMMARY_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is of: a product, a tag or all, and the page that shows it."""

    name: str
    page: str
    address: str
    product: str = ""
    tag: str = ""


class ArticlesFeed(AnyFeed):
    """The newest articles."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Channel:
        here = reverse("answers:feed")
        return Channel(_("Dayi 答疑"), reverse("answers:home"), here)

    def title(self, channel: Channel) -> str:
        return channel.name

    def subtitle(self) -> str:
        return _("Expert answers to what went wrong.")

    def author_name(self) -> str:
        return _("Dayi experts")

    def author_link(self) -> str:
        return settings.KB_BASE_URL + reverse("answers:home")

    def link(self, channel: Channel) -> str:
        return settings.KB_BASE_URL + channel.page

    def feed_url(self, channel: Channel) -> str:
        return settings.KB_BASE_URL + channel.address

    feed_guid = feed_url

    def items(self, channel: Channel) -> list[Article]:
        rows = article_list(
            viewer=AnonymousUser(),
            product=channel.product,
            tags=[channel.tag] if channel.tag else [],
        )
        return list(rows.order_by("-updated_at", "-pk")[:NEWEST])

    def item_title(self, item: Any) -> str:
        return one_line(item.heading)

    def item_description(self, item: Any) -> str:
        """Return how the answer begins: text, escaped, as readers take it for HTML."""
        revision = item.current
        if revision is None:
            return ""
        summary = without_marks(revision.description) or revision.text
        return escape(cut(one_line(summary), SUMMARY_LENGTH))

    def item_link(self, item: Article) -> str:
        return settings.KB_BASE_URL + item.get_absolute_url()

    item_guid = item_link

    def item_updateddate(self, item: Article) -> dt.datetime:
        return item.updated_at

    def item_pubdate(self, item: Article) -> dt.datetime:
        return item.created_at

    def item_categories(self, item: Article) -> list[str]:
        return [tag.name for tag in item.tags.all() if not tag.hidden]


class ProductFeed(ArticlesFeed):
    """The newest articles about one product."""

    def get_object(
        self, request: HttpRequest, *args: Any, slug: str = "", **kwargs: Any
    ) -> Channel:
        product = product_list().filter(slug=clean(slug)).first()
        if product is None:
            raise Http404(_("There is no such product here."))
        here = reverse("answers:product_feed", args=[product.slug])
        name = f"{product.name} · {_('Dayi 答疑')}"
        page = product.get_absolute_url()
        return Channel(name, page, here, product=product.slug)


class TagFeed(ArticlesFeed):
    """The newest articles of one tag."""

    def get_object(
        self, request: HttpRequest, *args: Any, slug: str = "", **kwargs: Any
    ) -> Channel:
        try:
            tag = tag_get(slug=clean(slug))
        except NotFoundError as error:
            raise Http404(error.message) from error
        here = reverse("answers:tag_feed", args=[tag.slug])
        name = f"{tag.name} · {_('Dayi 答疑')}"
        return Channel(name, tag.get_absolute_url(), here, tag=tag.slug)

"""Sitemaps: which pages there are, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from answers.lib.languages import alternates
from answers.services.articles import article_list, tag_list
from answers.services.symptoms import symptom_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from answers.models import Article, Symptom, Tag


if TYPE_CHECKING:
    AnySitemap: TypeAlias = Sitemap[Any]
else:
    AnySitemap = Sitemap  # takes no parameter when it runs


class _Ours(AnySitemap):
    """A part of the site, under the address that the settings give it."""

    limit = 5000

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.KB_BASE_URL).netloc

    def get_urls(
        self, page: Any = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return every address in every language, each with all the others."""
        found = super().get_urls(page, site, protocol)
        return [one for entry in found for one in _in_languages(entry)]

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.KB_BASE_URL).scheme


def _in_languages(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    spoken = alternates(entry["location"])
    told = [{"lang_code": code, "location": there} for code, there in spoken]
    for there in dict.fromkeys(there for _, there in spoken):
        yield {**entry, "location": there, "alternates": told}


class _Pages(_Ours):
    def items(self) -> Sequence[str]:
        return ["home", "symptoms", "tags", "ask"]

    def location(self, item: str) -> str:
        return reverse(f"answers:{item}")


class _Articles(_Ours):
    def items(self) -> QuerySet[Article]:
        rows = article_list(viewer=AnonymousUser())
        # An address and a date each: without tags, products and texts.
        rows = rows.select_related(None).prefetch_related(None).defer(None)
        return rows.only("key", "updated_at").order_by("pk")

    def lastmod(self, item: Article) -> dt.datetime:
        return item.updated_at


class _Tags(_Ours):
    def items(self) -> Sequence[Tag]:
        return list(tag_list())


class _Symptoms(_Ours):
    def items(self) -> Sequence[Symptom]:
        return list(symptom_list(viewer=AnonymousUser()))


SECTIONS: dict[str, type[AnySitemap]] = {
    "pages": _Pages,
    "articles": _Articles,
    "symptoms": _Symptoms,
    "tags": _Tags,
}


SECTION = "answers:sitemap_section"


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """List every page of every part of the sitemap.

    Django's own index would name the host of the request instead of ``KB_BASE_URL``.
    """
    pages = [
        {"location": f"{settings.KB_BASE_URL}{reverse(SECTION, args=[name])}{query}"}
        for name, part in SECTIONS.items()
        for query in _queries(part().paginator.num_pages)
    ]
    context = {"sitemaps": pages}
    kind = "application/xml"
    return render(request, "sitemap_index.xml", context, content_type=kind)


def _queries(pages: int) -> list[str]:
    return ["", *(f"?p={page}" for page in range(2, pages + 1))]


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """List the addresses of one part."""
    return views.sitemap(request, {**SECTIONS}, section=section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read what is worth finding: no narrowed results, no forms."""
    sitemap = settings.KB_BASE_URL + reverse("answers:sitemap")
    lines = (
        "User-agent: *",
        "Disallow: /search?*&",
        "Allow: /search?q=*&hl=en$",
        "Disallow: /api/",
        "Disallow: /admin/",
        "Disallow: /user/",
        "Disallow: /articles/*/feedback/",
        f"Sitemap: {sitemap}",
    )
    return HttpResponse("\n".join((*lines, "")), content_type="text/plain")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Lead to the site's icon who looks for it where it once had to be."""
    return redirect(static("favicon.svg"))

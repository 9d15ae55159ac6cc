"""Articles: the page of one question with its expert answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from answers.lib.errors import GoneError, NotFoundError
from answers.services.analytics import result_opened, view_record
from answers.services.articles import article_get, article_related
from answers.services.complaints import word_to_voter
from answers.text.normalization import cut, fold, one_line, without_marks
from answers.web.redirects import follows
from answers.web.search.query import Asked
from answers.web.share_cards import card_url
from answers.web.structured_data import as_script, qa_page
from answers.web.vote_form import read_ballot, search_before

if TYPE_CHECKING:
    from answers.models import Article, Revision

CONTENTS_FROM = 3  # headings from which on a list of contents earns its place
CONTENTS_DEPTH = 2  # levels of headings in it
DESCRIPTION_LENGTH = 150


def get_article(request: HttpRequest, key: str) -> Article:
    """Return the article for a page. Raises Http404, of a retired one GoneError."""
    try:
        return article_get(key=key, viewer=request.user)
    except GoneError:
        raise
    except NotFoundError as error:
        raise Http404(error.message) from error


@require_safe
@follows("answers:article")
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show one question with its answer; of a retired one, what stands for it."""
    article = get_article(request, key)
    revision = article.current
    ballot = read_ballot(request, article, request.GET)
    data = qa_page(article, revision) if revision else None
    if request.method == "GET":
        view_record(article=article)
        result_opened(token=request.GET.get("from", ""), article=article)
    context = {
        "article": article,
        "revision": revision,
        "contents": contents(revision.outline) if revision else [],
        "description": _description(revision) if revision else "",
        "structured": as_script(data) if data else "",
        "card": card_url(article),
        "asked_as_titled": _says_the_same(article),
        "related": article_related(article=article, viewer=request.user),
        "edit_url": _edit_url(request, article),
        "search_before": Asked(text=search_before(request)),
        "ballot": ballot,
        "word": word_to_voter(vote=ballot.present, article=article),
    }
    return render(request, "pages/article.html", context)


def contents(outline: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the headings worth listing, with ``depth`` 1 or 2; none for a few."""
    top = min((part["level"] for part in outline), default=0)
    listed = [
        {**part, "depth": part["level"] - top + 1}
        for part in outline
        if part["level"] < top + CONTENTS_DEPTH
    ]
    return listed if len(listed) >= CONTENTS_FROM else []


def _description(revision: Revision) -> str:
    told = without_marks(revision.description) or revision.text
    return cut(one_line(told), DESCRIPTION_LENGTH)


def _says_the_same(article: Article) -> bool:
    """Whether the question is only its title again: then it is shown once."""
    asked = one_line(article.current.question) if article.current else ""
    titles = (article.title, article.heading)
    return not asked or fold(asked) in {fold(one_line(title)) for title in titles}


def _edit_url(request: HttpRequest, article: Article) -> str:
    if not getattr(request.user, "is_staff", False):
        return ""
    try:
        return reverse("admin:answers_article_change", args=[article.pk])
    except NoReverseMatch:
        return ""

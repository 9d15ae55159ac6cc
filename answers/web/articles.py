"""Articles: the page of one question with its expert answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from answers.content import OutlineEntry
from answers.lib.errors import GoneError, NotFoundError
from answers.services.analytics import result_opened, view_record
from answers.services.articles import article_get, article_related
from answers.services.complaints import complaint_outcome
from answers.text.normalization import cut, fold, one_line, without_marks
from answers.web.redirects import redirect_retired
from answers.web.search.query import SearchRequest
from answers.web.share_cards import card_url
from answers.web.structured_data import as_script, qa_page
from answers.web.vote_form import read_vote_form, referring_query

if TYPE_CHECKING:
    from answers.models import Article, Revision

CONTENTS_FROM = 3  # least number of headings for a list of contents
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
@redirect_retired("answers:article")
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show one question with its answer; a retired one redirects or gives 410."""
    article = get_article(request, key)
    revision = article.current
    form = read_vote_form(request, article, request.GET)
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
        "question_is_title": _question_is_title(article),
        "related": article_related(article=article, viewer=request.user),
        "edit_url": _edit_url(request, article),
        "referring_search": SearchRequest(text=referring_query(request)),
        "vote_form": form,
        "word": complaint_outcome(vote=form.previous, article=article),
    }
    return render(request, "pages/article.html", context)


class ContentsEntry(OutlineEntry):
    """A heading in the table of contents; ``depth`` is 1 for the top level."""

    depth: int


def contents(outline: Sequence[OutlineEntry]) -> list[ContentsEntry]:
    """Return the headings of the top two levels; none if they are only a few."""
    top = min((part["level"] for part in outline), default=0)
    listed: list[ContentsEntry] = [
        {**part, "depth": part["level"] - top + 1}
        for part in outline
        if part["level"] < top + CONTENTS_DEPTH
    ]
    return listed if len(listed) >= CONTENTS_FROM else []


def _description(revision: Revision) -> str:
    text = without_marks(revision.description) or revision.text
    return cut(one_line(text), DESCRIPTION_LENGTH)


def _question_is_title(article: Article) -> bool:
    """Return whether the question only repeats the title, so it is not shown twice."""
    question = one_line(article.current.question) if article.current else ""
    titles = (article.title, article.heading)
    return not question or fold(question) in {fold(one_line(title)) for title in titles}


def _edit_url(request: HttpRequest, article: Article) -> str:
    if not getattr(request.user, "is_staff", False):
        return ""
    try:
        return reverse("admin:answers_article_change", args=[article.pk])
    except NoReverseMatch:
        return ""

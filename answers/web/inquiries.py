"""Inquiries: the page that tells an asker how far the question is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answers.lib.errors import NotFoundError
from answers.services.asking import inquiry_get
from answers.services.browsing import article_get


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show one inquiry to whoever has its token."""
    inquiry = inquiry_get(token=token)
    if inquiry is None:
        raise Http404(_("There is no such inquiry here."))
    article = None
    if inquiry.article:
        try:
            article = article_get(key=inquiry.article.key, viewer=request.user)
        except NotFoundError:  # internal, or gone
            article = None
    context = {"inquiry": inquiry, "article": article}
    return render(request, "pages/inquiry.html", context)

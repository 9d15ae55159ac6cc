"""What the article form says afterwards, and which state it opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from answers.models import Article, Revision

if TYPE_CHECKING:
    from django.http import HttpRequest

    from answers.admin.articles.save import Saved


def opened(article: Article, request: HttpRequest) -> Revision | None:
    """Return the state to show: the draft asked for, what is public, or the newest."""
    rows = article.revisions.select_related("author", "reviewer")
    number = request.POST.get("revision") or request.GET.get("revision", "")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found = rows.exclude(status=Revision.Status.CONFLICT).filter(number=int(number))
        if asked := found.first():
            return asked
    if article.current_id:
        return article.current
    return rows.exclude(status=Revision.Status.CONFLICT).first()


def told(saved: Saved) -> tuple[int, str]:
    """Return what to say of what was saved, and how loudly."""
    number = saved.revision.number
    if saved.outcome == "unchanged":
        return messages.INFO, _("Nothing was changed, so nothing was saved.")
    if saved.outcome == "moved":
        return messages.SUCCESS, _("Who may read it was changed; the text was not.")
    if saved.outcome == "draft":
        text = _("Draft r{number} is saved; readers do not see it.")
    elif saved.outcome == "request":
        text = _("Revision r{number} waits for a review; readers do not see it yet.")
        text = f"{saved.refused} {text}".strip()
    elif saved.article.status == Article.Status.RETIRED:
        text = _("Revision r{number} is saved; the article stays retired.")
    else:
        text = _("Revision r{number} is public now.")
    return messages.SUCCESS, text.format(number=number)


def address_of(saved: Saved) -> str:
    """Return the page to go on at: the draft's, or the article's."""
    address = reverse("admin:answers_article_change", args=[saved.article.pk])
    if saved.revision.is_open:
        return f"{address}?revision={saved.revision.number}"
    return address

"""Expecting with one click: from a search, an inquiry, or the form; run at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answers.lib.errors import IndexUnavailableError, InvalidError
from answers.models import Article
from answers.services.expectations import expectations_run
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.http import HttpRequest

BIGGEST = 2**63 - 1


def run_and_say(request: HttpRequest, pks: list[int]) -> None:
    """Run these expectations and say how each stands."""
    try:
        broken = expectations_run(only=pks)
    except IndexUnavailableError as error:
        messages.warning(request, error.message)
        return
    for row in broken:
        messages.warning(request, row.sentence)
    held = len(pks) - len(broken)
    if held:
        text = ngettext("%d expectation holds.", "%d expectations hold.", held)
        messages.success(request, text % held)


def article_numbered(given: str) -> Article | None:
    """Return the article of a button; a wrong one is told, not taken for none.

    Raises InvalidError.
    """
    text = clean(given).strip()
    if not text:
        return None
    usable = text.isascii() and text.isdecimal() and int(text[:19]) <= BIGGEST
    found = Article.objects.filter(pk=int(text[:19])).first() if usable else None
    if found is None:
        msg = _("There is no such article.")
        raise InvalidError(msg, field="article")
    return found

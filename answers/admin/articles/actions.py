"""Actions of the article list: retire and publish again, as the services allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from answers.admin.base import action, page_context, staff_of
from answers.admin.expectations.gate import override_page, reason_of
from answers.lib.errors import ExpectationBrokenError
from answers.models import Article
from answers.services.articles import article_set_status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class StatusActions:
    """Mixed into the article list."""

    @action(description=_("Retire the selected articles"), permissions=["publish"])
    def retire(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        return self._set_status(request, queryset, Article.Status.RETIRED)

    @action(
        description=_("Publish the selected articles again"), permissions=["publish"]
    )
    def publish_again(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        return self._set_status(request, queryset, Article.Status.PUBLISHED)

    def _set_status(
        self, request: HttpRequest, queryset: QuerySet[Article], status: str
    ) -> HttpResponse | None:
        try:
            count = article_set_status(
                articles=queryset,
                status=status,
                actor=staff_of(request),
                override=reason_of(request),
            )
        except ExpectationBrokenError as error:
            return override_page(request, page_context(self, request), error)
        text = ngettext("%d article changed.", "%d articles changed.", count)
        messages.success(request, text % count)
        return None

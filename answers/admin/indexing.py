"""Index changes in the admin: what the search index has not taken in yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from answers.admin.base import ReadOnlyAdmin
from answers.models import IndexChange

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(IndexChange)
class IndexChangeAdmin(ReadOnlyAdmin[IndexChange]):
    """The queue, for superusers; it is usually empty."""

    list_display = ("article_pk", "created_at")

    def has_view_permission(
        self, request: HttpRequest, obj: IndexChange | None = None
    ) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

"""What every page of the admin stands on: unfold's classes, with types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from unfold import decorators

from answers.services.audit import audit_record

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.admin import ModelAdmin as ModelAdmin
    from django.contrib.admin import TabularInline as TabularInline
    from django.contrib.admin.views.main import ChangeList
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
    from django.db.models import QuerySet
    from django.forms import ModelForm as ModelForm
    from django.http import HttpRequest
else:
    # At run time neither takes a type argument.
    from django import forms
    from unfold.admin import ModelAdmin as UnfoldModelAdmin
    from unfold.admin import TabularInline as UnfoldTabularInline

    class ModelAdmin(UnfoldModelAdmin):
        """Unfold's model admin."""

        def __class_getitem__(cls, model):
            return cls

    class TabularInline(UnfoldTabularInline):
        """Unfold's rows of another model on a form."""

        def __class_getitem__(cls, model):
            return cls

    class ModelForm(forms.ModelForm):
        """Django's model form."""

        def __class_getitem__(cls, model):
            return cls


M = TypeVar("M", bound=models.Model)
F = TypeVar("F", bound=Callable[..., Any])

EMPTY = "–"
LONGEST_SEARCH = 300


def display(**options: Any) -> Callable[[F], F]:
    """Describe a column; as unfold's ``display``, typed."""
    decorate: Callable[[F], F] = decorators.display(**options)
    return decorate


def action(**options: Any) -> Callable[[F], F]:
    """Describe a bulk action; as unfold's ``action``, typed."""
    decorate: Callable[[F], F] = decorators.action(**options)
    return decorate


def may(
    user: AbstractBaseUser | AnonymousUser, verb: str, model: type[models.Model]
) -> bool:
    """Tell whether this user may ``view``, ``add``, ``change`` or ``delete``."""
    codename = get_permission_codename(verb, model._meta)
    allowed: bool = user.has_perm(f"{model._meta.app_label}.{codename}")  # type: ignore[union-attr]
    return allowed


def staff_of(request: HttpRequest) -> User:
    """Return who is at the desk: every page here is for who has logged in."""
    user: User = request.user  # type: ignore[assignment]
    return user


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Return where a button's page wants to be shown again, if it is one of ours."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()):
        return wanted
    return otherwise


def page_context(admin: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a page of a model's own needs for the frame around it."""
    return {**admin.admin_site.each_context(request), "opts": admin.opts}


def two_lines(first: Any, second: Any) -> str:
    """Return a cell with a main line and a quiet one under it."""
    cell = (
        '<span class="dayi-cell"><span class="dayi-cell-main">{}</span>'
        '<span class="dayi-cell-more">{}</span></span>'
    )
    return format_html(cell, first, second)


def moment(when: dt.datetime) -> str:
    """Return a moment in the time zone of the site, the short way."""
    return timezone.localtime(when).strftime("%Y-%m-%d %H:%M")


class DeskAdmin(ModelAdmin[M]):
    """A model's pages, with a list that nothing typed into its address breaks."""

    show_full_result_count = False
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Search for what a database can look for: some refuse a long pattern."""
        return super().get_search_results(
            request, queryset, search_term[:LONGEST_SEARCH]
        )

    def found(self, request: HttpRequest, row: M | None) -> M:
        """Return what is there and may be seen. Raises Http404, PermissionDenied."""
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def record(
        self, request: HttpRequest, verb: str, rows: Iterable[M], note: str = ""
    ) -> None:
        """Write what was done to these into the audit log, a line each."""
        for row in rows:
            audit_record(actor=staff_of(request), verb=verb, subject=row, note=note)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; Django turns the error into the list without filters."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:  # a year that no calendar has
            raise IncorrectLookupParameters(str(error)) from error


class ReadOnlyAdmin(DeskAdmin[M]):
    """Rows that may be read here and are written elsewhere."""

    list_display_links: Any = None
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

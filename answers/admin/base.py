"""What all pages of the admin share: unfold's classes with types, cells and lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from unfold import decorators

from answers.lib.errors import AnswersError
from answers.services.audit import audit_record

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.admin import ModelAdmin as ModelAdmin
    from django.contrib.admin import TabularInline as TabularInline
    from django.contrib.admin.views.main import ChangeList
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
    from django.db.models import QuerySet
    from django.forms import BaseForm
    from django.forms import ModelForm as ModelForm
    from django.http import HttpRequest, HttpResponse
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
    """Return the user of a request; typed, because every page here needs a login."""
    user: User = request.user  # type: ignore[assignment]
    return user


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Return the address in ``next`` if it is on this host, else ``otherwise``."""
    address = request.POST.get("next", "") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(address, hosts, request.is_secure()):
        return address
    return otherwise


def page_context(admin: Any, request: HttpRequest) -> dict[str, Any]:
    """Return the context that the base template needs on a page of a model's own."""
    return {**admin.admin_site.each_context(request), "opts": admin.opts}


def two_lines(first: Any, second: Any) -> str:
    """Return a cell with a main line and a smaller, grey one below."""
    cell = (
        '<span class="dayi-cell"><span class="dayi-cell-main">{}</span>'
        '<span class="dayi-cell-more">{}</span></span>'
    )
    return format_html(cell, first, second)


def moment(when: dt.datetime) -> str:
    """Return a time as ``2026-07-30 14:05``, in the time zone of the site."""
    return timezone.localtime(when).strftime("%Y-%m-%d %H:%M")


def add_service_error(form: BaseForm, error: AnswersError) -> None:
    """Add the error of a service to a form: at the field it names, if that is shown."""
    field = error.extra.get("field")
    form.add_error(field if field in form.fields else None, error.message)


class ServiceForm(ModelForm[M]):
    """A form of what a service saves, and may refuse to save.

    Validation writes nothing. ``save_model`` calls the service; if that raises an
    AnswersError, the admin validates the form again with the error as ``refusal``.
    """

    author: ClassVar[User]
    refusal: ClassVar[AnswersError | None] = None

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.refusal is not None and not self.errors:
            self.refuse(self.refusal)

    def refuse(self, error: AnswersError) -> None:
        """Show why the service refused."""
        add_service_error(self, error)


class ChoiceFilter(SimpleListFilter):
    """A list filter with fixed choices: value -> (label, condition)."""

    options: Mapping[str, tuple[Any, Q]]

    def lookups(
        self, request: HttpRequest, model_admin: object
    ) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _rule) in self.options.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        _label, rule = self.options.get(self.value() or "", ("", Q()))
        return queryset.filter(rule)


class BaseAdmin(ModelAdmin[M]):
    """The pages of a model; a filter value that no column can hold breaks no list."""

    show_full_result_count = False
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Search for what a database can look for: some refuse a long pattern."""
        return super().get_search_results(
            request, queryset, search_term[:LONGEST_SEARCH]
        )

    def get_visible(self, request: HttpRequest, object_id: object) -> M:
        """Return the row of an address. Raises Http404, PermissionDenied."""
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def get_form(
        self,
        request: HttpRequest,
        obj: M | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's
        **kwargs: Any,
    ) -> Any:
        """Return the form class; it knows the user and what a service refused."""
        form = super().get_form(request, obj, change, **kwargs)
        form.author = request.user  # type: ignore[attr-defined]
        form.refusal = getattr(request, "refusal", None)  # type: ignore[attr-defined]
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save a form; an AnswersError of ``save_model`` becomes its error.

        Django's transaction is rolled back by then. The form is validated once more
        and refuses itself: see ``ServiceForm``.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except AnswersError as error:
            if request.method != "POST" or hasattr(request, "refusal"):
                raise
            request.refusal = error  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def record(
        self, request: HttpRequest, verb: str, rows: Iterable[M], note: str = ""
    ) -> None:
        """Write one line of the audit log for each row."""
        for row in rows:
            audit_record(actor=staff_of(request), verb=verb, subject=row, note=note)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; Django turns the error into the list without filters."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:  # a year that no calendar has
            raise IncorrectLookupParameters(str(error)) from error


class RowPage:
    """Mixed into an admin whose change view is a page of its own, not a form."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Return the page of one row. Raises Http404, PermissionDenied."""
        row = self.get_visible(request, object_id)  # type: ignore[attr-defined]
        return self.row_page(request, row, page_context(self, request))

    def row_page(
        self, request: HttpRequest, row: Any, context: dict[str, Any]
    ) -> HttpResponse:
        """Return the page of a row; ``context`` is that of the base template."""
        raise NotImplementedError


class ReadOnlyAdmin(BaseAdmin[M]):
    """Rows that the admin shows and does not edit."""

    list_display_links: Any = None
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

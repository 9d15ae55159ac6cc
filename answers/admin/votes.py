"""Votes in the admin: the list of 好评 and 差评."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from answers.admin.base import (
    EMPTY,
    ChoiceFilter,
    ReadOnlyAdmin,
    display,
    moment,
    two_lines,
)
from answers.models import Vote
from answers.services.votes import vote_withdraw
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

GLANCE = 160  # characters of a comment


class ReasonFilter(ChoiceFilter):
    """Votes by their reason; bots may send reasons of their own."""

    title = _("reason")
    parameter_name = "reason"
    options = {
        **{value: (label, Q(reason=value)) for value, label in Vote.Reason.choices},
        "-": (_("in other words"), ~Q(reason__in=["", *Vote.Reason.values])),
        "0": (_("none"), Q(reason="")),
    }


class CommentFilter(ChoiceFilter):
    """Votes with or without a comment."""

    title = _("comment")
    parameter_name = "comment"
    options = {
        "yes": (_("with a comment"), ~Q(comment="")),
        "no": (_("without"), Q(comment="")),
    }


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One vote with the label of its reason, as ``parts/vote.html`` shows it."""

    vote: Vote
    reason: Any


def reason_label(reason: str) -> Any:
    """Return the label of a reason; a bot's own reason is its own label."""
    return dict(Vote.Reason.choices).get(reason, reason)


def vote_rows(votes: Iterable[Vote]) -> list[VoteRow]:
    """Return votes with the labels of their reasons."""
    return [VoteRow(vote, reason_label(vote.reason)) for vote in votes]


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin[Vote]):
    """The list of votes; superusers may withdraw them."""

    list_display = ("shown_value", "shown_article", "shown_words", "shown_when")
    list_display_links = ("shown_value",)
    list_filter = (
        "value",
        ReasonFilter,
        CommentFilter,
        "channel",
        "article__product",
        "updated_at",
    )
    search_fields = ("article__key", "article__title", "comment", "query")
    search_help_text = _("Article, comment or query")
    list_fullwidth = True
    actions = ()
    fields = (
        "shown_value",
        "shown_article",
        "shown_reason",
        "comment",
        "query",
        "channel",
        "created_at",
        "updated_at",
    )
    readonly_fields = fields

    def has_delete_permission(
        self, request: HttpRequest, obj: Vote | None = None
    ) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def delete_model(self, request: HttpRequest, obj: Vote) -> None:
        vote_withdraw(article=obj.article, visitor=obj.visitor)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Vote]) -> None:
        for vote in queryset.select_related("article"):
            vote_withdraw(article=vote.article, visitor=vote.visitor)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        return Vote.objects.select_related("article", "revision").only(
            "value", "reason", "comment", "query", "channel", "visitor",
            "created_at", "updated_at",
            "article__key", "article__title", "revision__number",
        )  # fmt: skip

    @display(
        description=_("vote"),
        ordering="value",
        label={Vote.Value.UP: "success", Vote.Value.DOWN: "danger"},
    )
    def shown_value(self, obj: Vote) -> tuple[int, str]:
        return obj.value, obj.get_value_display()

    @display(description=_("article"), ordering="article__title")
    def shown_article(self, obj: Vote) -> str:
        article = reverse("admin:answers_article_change", args=[obj.article_id])
        revision = reverse("admin:answers_revision_change", args=[obj.revision_id])
        link = '<a class="dayi-link" href="{}">{}</a>'
        number = format_html(link, revision, f"r{obj.revision.number}")
        return two_lines(
            format_html(link, article, cut(obj.article.heading, 80)),
            format_html("{} · {}", number, obj.get_channel_display()),
        )

    @display(description=_("what was said"), ordering="reason")
    def shown_words(self, obj: Vote) -> str:
        parts = [
            ("dayi-vote-reason", reason_label(obj.reason)),
            ("dayi-cell-main", cut(one_line(obj.comment), GLANCE)),
            ("dayi-cell-more", obj.query and f"“{cut(obj.query, 60)}”"),
        ]
        words = format_html_join(
            "", '<span class="{}">{}</span>', [part for part in parts if part[1]]
        )
        return format_html('<span class="dayi-cell">{}</span>', words or EMPTY)

    @display(description=_("reason"))
    def shown_reason(self, obj: Vote) -> Any:
        return reason_label(obj.reason) or EMPTY

    @display(description=_("updated"), ordering="updated_at")
    def shown_when(self, obj: Vote) -> str:
        return moment(obj.updated_at)

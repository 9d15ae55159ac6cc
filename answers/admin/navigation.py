"""The sidebar of the admin: links by group, with counts of what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth import models as auth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.admin.base import may, staff_of
from answers.admin.dashboard import waiting_count
from answers.admin.ingest import may_import
from answers.models import (
    Article,
    Bot,
    Channel,
    Complaint,
    Delivery,
    Expectation,
    Inquiry,
    Pin,
    Product,
    Revision,
    SearchEvent,
    SynonymGroup,
    Tag,
    Vote,
    Webhook,
)

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


class Item(TypedDict, total=False):
    """One link of the sidebar, in the keys that unfold reads."""

    title: Any
    icon: str
    link: str
    permission: Callable[[HttpRequest], bool]
    active: bool
    badge: str
    badge_variant: str


class Group(TypedDict, total=False):
    """Links under one heading; the first group has none."""

    title: Any
    items: list[Item]


def sidebar(request: HttpRequest) -> list[Group]:
    """Return the groups of the sidebar; unfold hides items without permission."""
    return [
        {"items": [_home(request)]},
        {
            "title": _("Answers"),
            "items": [
                *_articles(request),
                _queue(request),
                _import(request),
                _item(request, Tag, _("Tags"), "sell"),
                _item(request, Product, _("Products"), "deployed_code"),
                _item(request, SynonymGroup, _("Synonyms"), "translate"),
                _item(request, Expectation, _("Expectations"), "rule"),
                _item(request, Pin, _("Pins"), "keep"),
                _item(request, Revision, _("Revisions"), "history"),
            ],
        },
        {
            "title": _("Readers"),
            "items": [
                _item(request, Inquiry, _("Inquiries"), "contact_support"),
                _item(request, SearchEvent, _("Searches"), "manage_search"),
                _item(request, Complaint, _("差评 to handle"), "thumb_down"),
                _item(request, Vote, _("Votes"), "thumbs_up_down"),
            ],
        },
        {
            "title": _("People and bots"),
            "items": [
                _item(request, get_user_model(), _("Users"), "person"),
                _item(request, auth.Group, _("Groups"), "group"),
                _item(request, LogEntry, _("Audit log"), "receipt_long"),
                _item(request, Bot, _("Bots"), "smart_toy"),
                _item(request, Channel, _("Chat channels"), "forum"),
                _item(request, Webhook, _("Webhooks"), "webhook"),
                _item(request, Delivery, _("Deliveries"), "outbox"),
            ],
        },
    ]


def _home(request: HttpRequest) -> Item:
    return {
        "title": _("Overview"),
        "icon": "space_dashboard",
        "link": reverse("admin:index"),
    }


def _item(request: HttpRequest, model: type[Model], title: Any, icon: str) -> Item:
    allowed = may(request.user, "view", model)
    link = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "permission": lambda _request: allowed,
    }


def _import(request: HttpRequest) -> Item:
    """Return the link to the import of a zip archive."""
    allowed = may_import(staff_of(request))
    return {
        "title": _("Import"),
        "icon": "upload_file",
        "link": reverse("admin:answers_article_import"),
        "permission": lambda _request: allowed,
    }


def _queue(request: HttpRequest) -> Item:
    """Return the link to the revisions in review, with their count."""
    item = _item(request, Revision, _("Review queue"), "rate_review")
    in_review = Revision.objects.filter(status=Revision.Status.IN_REVIEW)
    count = in_review.count() if may(request.user, "view", Revision) else 0
    waiting = request.GET.get("status__exact") == Revision.Status.IN_REVIEW
    here = request.path == item["link"]
    item |= {
        "link": f"{item['link']}?status__exact={Revision.Status.IN_REVIEW}",
        "active": here and waiting,
    }
    return item | ({"badge": str(count), "badge_variant": "info"} if count else {})


def _articles(request: HttpRequest) -> list[Item]:
    """Return the links to all articles and to those with a conflict."""
    articles = _item(request, Article, _("Articles"), "article")
    importing = reverse("admin:answers_article_import")
    here = request.path.startswith(articles["link"])
    here = here and not request.path.startswith(importing)
    waiting = request.GET.get("conflict") == "yes"
    conflicts = articles | {
        "title": _("Conflicts waiting"),
        "icon": "call_merge",
        "link": f"{articles['link']}?conflict=yes",
        "active": here and waiting,
    }
    count = waiting_count() if may(request.user, "view", Article) else 0
    if count:
        conflicts |= {"badge": str(count), "badge_variant": "danger"}
    return [articles | {"active": here and not waiting}, conflicts]

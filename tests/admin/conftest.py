"""Fixtures of the admin's tests: who is at the desk, and what they type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from answers.admin.articles.form import initial_of
from answers.services.votes import VoteData, vote_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from answers.models import Article, Vote

Form = dict[str, Any]
# What the page of a product sends of its releases where it has none.
NO_RELEASES = {"releases-TOTAL_FORMS": "0", "releases-INITIAL_FORMS": "0"}


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", password="x")


@pytest.fixture
def staff(db: None, settings: Any) -> User:
    """Return a member of the support staff of a house where one may do all."""
    settings.KB_REVIEW_SELF = True
    user = User.objects.create_user("anna", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="Support staff"))
    return user


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    """Return a browser at which a member of the support staff is logged in."""
    client.force_login(staff)
    return client


@pytest.fixture
def boss_desk(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


@pytest.fixture
def typed() -> Callable[..., Form]:
    """Return a function that fills the form of an article as it is, then changes it."""

    def fill(article: Article, **changes: Any) -> Form:
        assert article.current is not None
        fields = initial_of(article, article.current)
        fields |= {"status": article.status, "note": "", "_continue": "1"}
        if article.internal:
            fields["internal"] = "on"
        fields |= changes
        return {name: "" if value is None else value for name, value in fields.items()}

    return fill


@pytest.fixture
def vote() -> Callable[..., Vote]:
    """Return a function that votes; 差评 unless told otherwise."""

    def cast(article: Article, visitor: str = "v:1", **fields: Any) -> Vote:
        channel = fields.pop("channel", "web")
        data = VoteData(**{"value": -1} | fields)
        return vote_record(article=article, visitor=visitor, channel=channel, data=data)

    return cast


def page(name: str, *args: Any) -> str:
    """Return the address of an admin page: ``page("article_change", 1)``."""
    return reverse(f"admin:answers_{name}", args=args)

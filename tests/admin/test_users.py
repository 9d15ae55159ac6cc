"""Who may do what: the support staff curate, and manage nobody."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client

from tests.admin.conftest import page

migration = importlib.import_module("answers.migrations.0002_support_staff")


@pytest.fixture
def editor(db):
    return connection.schema_editor


def test_the_group_may_curate_and_no_more(staff):
    assert staff.get_all_permissions() == {
        "admin.view_logentry",
        "answers.publish_revision",
        "answers.view_article", "answers.add_article", "answers.change_article",
        "answers.view_tag", "answers.add_tag", "answers.change_tag",
        "answers.view_product", "answers.add_product", "answers.change_product",
        "answers.view_revision", "answers.view_vote", "answers.view_reference",
        "answers.view_sourcefile", "answers.view_feedbacknumber",
        "answers.view_inquiry", "answers.change_inquiry", "answers.view_searchevent",
        "answers.view_complaint", "answers.change_complaint",
        "answers.view_synonymgroup", "answers.add_synonymgroup",
        "answers.change_synonymgroup",
        "answers.view_expectation", "answers.add_expectation",
        "answers.change_expectation", "answers.view_expectationoverride",
        *(f"answers.{verb}_{model}" for verb in ("view", "add", "change", "delete")
          for model in ("release", "pin")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("group", "publishes"), [("Authors", False), ("Reviewers", True)]
)
def test_authors_write_and_reviewers_publish(db, group, publishes):
    user = User.objects.create_user("one")
    user.groups.add(Group.objects.get(name=group))
    assert user.has_perm("answers.change_article")
    assert user.has_perm("answers.view_revision")
    assert user.has_perm("answers.publish_revision") == publishes
    assert not user.has_perm("answers.change_tag")


def test_the_group_is_made_where_permissions_are_not_yet(db):
    migration.drop_group(apps, type("Editor", (), {"connection": connection}))
    Permission.objects.filter(content_type__app_label="answers").delete()
    for _ in range(2):
        migration.make_group(apps, type("Editor", (), {"connection": connection}))
    group = Group.objects.get(name=migration.GROUP)
    assert group.permissions.count() == len(migration.GRANTS)
    assert group.permissions.filter(name="Can view article").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/group/",
        page("indexchange_changelist"),
        page("article_delete", 1),
    ],
)
def test_staff_are_kept_out_of_the_rest(desk, make_article, address):
    make_article()
    assert desk.get(address).status_code in {302, 403}


@pytest.mark.parametrize("address", ["/admin/", page("article_changelist")])
def test_strangers_are_asked_to_log_in(client, address, db):
    assert "/admin/login/" in client.get(address).headers["Location"]


@pytest.mark.parametrize(
    "address",
    [
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/group/",
        "/admin/auth/group/add/",
        page("indexchange_changelist"),
        page("article_add"),
    ],
)
def test_every_page_opens_for_a_superuser(boss_desk, address):
    assert boss_desk.get(address).status_code == 200


def test_a_superuser_adds_a_user_and_opens_it(boss_desk):
    given = {"username": "new", "password1": "long-Enough-9", "usable_password": "true"}
    boss_desk.post("/admin/auth/user/add/", given | {"password2": "long-Enough-9"})
    user = User.objects.get(username="new")
    assert boss_desk.get(f"/admin/auth/user/{user.pk}/change/").status_code == 200
    assert boss_desk.get(f"/admin/auth/user/{user.pk}/password/").status_code == 200


def test_who_may_only_look_sees_the_article_as_text(make_article, typed):
    user = User.objects.create_user("guest", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    guest, article = Client(), make_article(answer="<b>the answer</b>")
    guest.force_login(user)
    text = guest.get(page("article_change", article.pk)).content.decode()
    assert "&lt;b&gt;the answer" in text
    assert "textarea" not in text
    assert 'id="feedback"' not in text
    response = guest.post(
        page("article_change", article.pk), typed(article, answer="x")
    )
    assert response.status_code == 403


def test_who_may_see_nothing_finds_an_empty_house(db):
    user = User.objects.create_user("empty", password="x", is_staff=True)
    client = Client()
    client.force_login(user)
    text = client.get("/admin/").content.decode()
    assert "dayi-tile-number" not in text
    assert page("article_changelist") not in text

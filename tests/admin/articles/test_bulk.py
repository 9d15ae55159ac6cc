"""Bulk: many articles at once, said beforehand, by services, in the log."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from answers.models import Article, Product, Release, Revision
from tests.admin.conftest import page

LIST = page("article_changelist")


@pytest.fixture
def three(make_article):
    for number in range(3):
        make_article(f"a{number}", tags=("auth",), product="nacos")
    return list(Article.objects.order_by("key"))


def change(client, articles, **fields):
    form = {
        "action": "change_selected",
        "_selected_action": [article.pk for article in articles],
        **fields,
    }
    return client.post(LIST, form)


def test_the_page_says_what_would_change_and_changes_nothing(desk, three):
    Article.objects.filter(key="a0").update(internal=True)
    response = change(desk, three, what="internal")
    assert response.context["preview"]["count"] == 2
    assert Article.objects.filter(internal=True).count() == 1


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"what": "internal"}, "internal", True),
        ({"what": "retire"}, "status", "retired"),
        ({"what": "product"}, "product", None),
        ({"what": "verify", "version": "2.3.2"}, "verified_version", "2.3.2"),
    ],
)
def test_a_change_is_applied_to_the_chosen_ones_and_logged(
    desk, three, fields, column, value
):
    assert change(desk, three[:2], apply="1", **fields).status_code == 302
    found = Article.objects.order_by("key").values_list(column, flat=True)
    assert list(found[:2]) == [value, value]
    assert found[2] != value
    logged = set(LogEntry.objects.values_list("object_id", flat=True))
    assert logged == {str(article.pk) for article in three[:2]}


def test_readers_of_retired_ones_are_led_to_another(desk, three):
    change(desk, three[:2], what="retire", replaced_by="a2", apply="1")
    rows = Article.objects.filter(status="retired").order_by("key")
    assert list(rows.values_list("key", "replaced_by__key")) == [
        ("a0", "a2"),
        ("a1", "a2"),
    ]
    assert "a0 → a2" in desk.get(LIST).text
    refused = change(desk, three, what="retire", replaced_by="a2", apply="1")
    assert "replaced_by" in refused.context["form"].errors
    assert Article.objects.get(key="a2").status == "published"
    change(desk, three[:2], what="publish", apply="1")
    assert not Article.objects.exclude(replaced_by=None).exists()


def test_retagging_is_a_revision_each_and_only_where_it_changes_something(desk, three):
    change(desk, three[:1], what="tag", tags="Token，登录", note="why", apply="1")
    change(desk, three, what="untag", tags="token", apply="1")
    article = Article.objects.get(key="a0")
    assert (article.current.number, article.current.tags) == (3, ["auth", "登录"])
    assert set(article.tags.values_list("slug", flat=True)) == {"auth", "登录"}
    assert Revision.objects.filter(note="why", author__username="anna").count() == 1
    assert Revision.objects.count() == 5


def test_a_retired_article_stays_retired_when_its_tags_change(desk, three):
    change(desk, three[:1], what="retire", apply="1")
    change(desk, three[:1], what="tag", tags="x", apply="1")
    assert Article.objects.get(key="a0").status == "retired"


def test_who_may_not_publish_asks_for_a_review(client, three):
    writer = User.objects.create_user("w", password="x", is_staff=True)
    for name in ("view_article", "change_article"):
        writer.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(writer)
    change(client, three[:1], what="tag", tags="x", apply="1")
    assert Article.objects.get(key="a0").current.tags == ["auth"]
    assert Revision.objects.filter(status="in_review", number=2).get().tags[-1] == "x"
    assert change(client, three, what="retire", apply="1").context["form"].errors
    assert client.get(page("article_verify", three[0].pk)).status_code == 403


def test_verifications_can_be_taken_back(desk, three):
    change(desk, three, what="verify", version="1.0", apply="1")
    change(desk, three[:1], what="unverify", apply="1")
    assert Article.objects.filter(verified_version="1.0").count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"what": "tag", "tags": ""},
        {"what": "tag", "tags": ",…,"},
        {"what": "verify", "version": "newest"},
        {"what": "explode"},
        {"what": "product", "product": "999999"},
    ],
)
def test_what_cannot_be_done_is_an_error_of_the_form(desk, three, fields):
    response = change(desk, three, apply="1", **fields)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Revision.objects.count() == 3


def test_one_article_is_verified_from_its_page(desk, three):
    Release.objects.create(
        product=Product.objects.get(), version="2.3.2", date=dt.date(2024, 1, 1)
    )
    url = page("article_verify", three[0].pk)
    assert 'value="2.3.2"' in desk.get(url).content.decode()
    assert desk.post(url, {"version": "x"}).context["error"]
    assert desk.post(url, {"version": "2.3.2"}).status_code == 302
    assert Article.objects.get(key="a0").verified_by.username == "anna"
    text = desk.get(page("article_change", three[0].pk)).content.decode()
    assert "2.3.2" in text


def test_the_work_list_shows_what_missed_a_release(desk, three):
    Release.objects.create(
        product=Product.objects.get(), version="9.0", date=dt.date(2100, 1, 1)
    )
    change(desk, three[:1], what="verify", version="9.0", apply="1")
    response = desk.get(LIST, {"verified": "due"})
    assert {row.key for row in response.context["cl"].result_list} == {"a1", "a2"}


def test_releases_are_edited_with_their_product(desk, three):
    product = Product.objects.get()
    form = {
        "name": "Nacos", "releases-TOTAL_FORMS": "1", "releases-INITIAL_FORMS": "0",
        "releases-0-version": " v2.3.2 ", "releases-0-date": "2024-04-01",
    }  # fmt: skip
    desk.post(page("product_change", product.pk), form)
    assert Release.objects.get().version == "v2.3.2"
    form["releases-0-version"] = "newest"
    response = desk.post(page("product_change", product.pk), form)
    assert response.context["errors"]


def test_a_pin_says_who_made_it(desk, three):
    form = {"text": "token invalid", "by": "question", "article": three[0].pk}
    desk.post(page("pin_add"), form | {"enabled": "on"})
    text = desk.get(page("pin_changelist")).content.decode()
    assert "token invalid" in text
    assert "anna" in text

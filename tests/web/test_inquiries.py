"""Inquiries: a page for whoever has the token, a list for support staff."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from answers.models import Inquiry
from tests.admin.conftest import desk, staff  # noqa: F401


@pytest.fixture
def inquiry(db):
    return Inquiry.objects.create(
        fingerprint="f", question="<b>怎么装</b>", channel="api"
    )


def test_the_page_shows_the_question_and_is_not_indexed(client, inquiry):
    text = client.get(inquiry.get_absolute_url()).text
    assert "&lt;b&gt;怎么装&lt;/b&gt;" in text
    assert 'content="noindex"' in text


@pytest.mark.parametrize("internal", [False, True])
def test_an_answered_one_links_what_the_reader_may_see(
    client, inquiry, make_article, internal
):
    article = make_article("a")
    article.internal = internal
    article.save()
    Inquiry.objects.update(article=article, status="answered")
    text = client.get(inquiry.get_absolute_url()).text
    assert (article.get_absolute_url() in text) is not internal


@pytest.mark.parametrize(
    "token", ["x", "%00", "令牌", "a" * 3000, "..", "%F0%9F%98%80"]
)
def test_an_unknown_token_is_not_found(client, db, token):
    assert client.get(f"/inquiries/{token}/").status_code == 404


def test_tokens_cannot_be_guessed(inquiry):
    assert len(inquiry.token) >= 20


def test_support_staff_read_and_change_nothing(desk, inquiry):  # noqa: F811
    row = reverse("admin:answers_inquiry_change", args=[inquiry.pk])
    listed = desk.get(reverse("admin:answers_inquiry_changelist"))
    assert listed.status_code == 200
    assert "怎么装" in listed.text
    assert desk.get(row).status_code == 200
    assert desk.post(row, {"status": "dismissed"}).status_code == 403
    assert desk.get(reverse("admin:answers_inquiry_add")).status_code == 403


def test_the_group_may_view_only(db):
    group = Group.objects.get(name="Support staff")
    names = group.permissions.filter(content_type__model="inquiry")
    assert [p.codename for p in names] == ["view_inquiry"]

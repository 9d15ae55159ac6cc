"""Conditional GET: a page that has not changed is not sent again."""

import pytest

from answers.models import Article
from answers.services.indexing import healer

pytestmark = pytest.mark.django_db
PAGE = "/articles/token-invalid/"


@pytest.fixture(autouse=True)
def _no_healer(monkeypatch):
    """Mending is another room's promise, and its thread outlives a test."""
    monkeypatch.setattr(healer, "start", lambda: None)


def again(client, first, **headers):
    headers["if-none-match"] = first["ETag"]
    return client.get(PAGE, headers=headers)


def test_what_the_browser_holds_is_not_sent(client, make_article):
    make_article()
    first = client.get(PAGE)
    held = again(client, first)
    assert held.status_code == 304
    assert held.content == b""
    assert held["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(first["Vary"].split(", "))


def test_votes_language_and_theme_change_the_page(client, make_article):
    make_article()
    first = client.get(PAGE)
    Article.objects.update(up_count=1)
    assert again(client, first).status_code == 200
    Article.objects.update(up_count=0)
    assert again(client, first).status_code == 304
    assert again(client, first, **{"accept-language": "en"}).status_code == 200
    client.cookies["kb_theme"] = "dark"
    assert again(client, first).status_code == 200


def test_who_logs_in_sees_another_page(client, admin_user, make_article):
    make_article()
    first = client.get(PAGE)
    client.force_login(admin_user)
    assert again(client, first).status_code == 200


def test_a_lost_cookie_gets_a_form_that_can_be_sent(client, make_article):
    make_article()
    first = client.get(PAGE)
    client.cookies.clear()
    assert again(client, first).status_code == 200


def test_errors_and_what_must_not_be_stored_have_no_tag(client, make_article):
    make_article()
    assert not client.get("/nothing").has_header("ETag")
    assert not client.get(f"{PAGE}feedback/").has_header("ETag")

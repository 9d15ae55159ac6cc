"""The first page: a box to paste into, and what there is to find."""

import pytest

pytestmark = pytest.mark.django_db


def test_it_shows_what_there_is(client, make_article):
    make_article(product="Nacos", tags=("权限",))
    page = client.get("/").content.decode()
    assert "403 token invalid" in page
    assert "/search?product=nacos" in page
    assert "/tags/%E6%9D%83%E9%99%90/" in page


def test_it_works_without_any_article(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "manage.py ingest" in response.content.decode()


def test_it_says_nothing_of_internal_articles(client, make_article):
    article = make_article(title="only for staff")
    article.internal = True
    article.save()
    assert "only for staff" not in client.get("/").content.decode()


def test_reading_sets_no_cookie(client, make_article):
    make_article()
    for path in ("/", "/search?q=403", "/tags/"):
        assert not client.get(path).cookies


def test_it_refuses_post(client):
    assert client.post("/").status_code == 405

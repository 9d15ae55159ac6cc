"""Verified: readers and bots are told what was checked, and what came since."""

from __future__ import annotations

import datetime as dt

from answers.lib.cached import clear_all
from answers.lib.versions import version_key
from answers.models import Article, Pin, Product, Release


def stale(make_article):
    article = make_article("a", product="nacos", date=dt.date(2023, 1, 1))
    nacos = Product.objects.get()
    Release.objects.create(product=nacos, version="3.0", date=dt.date(2024, 1, 1))
    clear_all()
    return article


def test_the_page_of_an_article_tells_which_releases_it_missed(client, make_article):
    stale(make_article)
    client.cookies["django_language"] = "en"
    text = client.get("/articles/a/").content.decode()
    assert "Not verified on the 1 release since it was written." in text
    Article.objects.update(verified_version="2.9", verified_key=version_key("2.9"))
    text = client.get("/articles/a/").content.decode()
    assert "Verified on 2.9, not on the 1 release since." in text


def test_a_product_without_releases_says_nothing(client, make_article):
    make_article("a", product="nacos")
    assert 'class="note verified' not in client.get("/articles/a/").content.decode()
    assert client.get("/api/v1/articles/a").json()["verified"] is None


def test_every_shape_of_the_api_tells(client, index, make_article):
    stale(make_article)
    shapes = [
        client.get("/api/v1/articles/a").json()["verified"],
        client.get("/api/v1/search?q=token+invalid").json()["results"][0]["verified"],
        client.post(
            "/api/v1/ask", {"question": "403 token invalid"}, "application/json"
        ).json()["answer"]["verified"],
    ]
    assert [shape["releases_missed"] for shape in shapes] == [1, 1, 1]
    assert {shape["by"] for shape in shapes} == {None}


def test_a_pinned_result_says_so(client, index, make_article):
    make_article("a")
    pin = Pin(text="token", article=Article.objects.get())
    pin.full_clean()
    pin.save()
    clear_all()
    client.cookies["django_language"] = "en"
    assert "Pinned by staff" in client.get("/search?q=token").content.decode()
    assert client.get("/api/v1/search?q=token").json()["results"][0]["pinned"] is True

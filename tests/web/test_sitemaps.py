"""Sitemap and robots: what is worth finding, under the site's own address."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.KB_BASE_URL = "https://kb.example"


def test_the_index_lists_its_parts(client, make_article):
    make_article(tags=("auth",))
    page = client.get("/sitemap.xml").content.decode()
    for part in ("pages", "articles", "symptoms", "tags"):
        assert f"https://kb.example/sitemap-{part}.xml" in page


def test_public_articles_are_listed_with_their_date(client, make_article):
    make_article()
    hidden = make_article(key="hidden")
    hidden.internal = True
    hidden.save()
    page = client.get("/sitemap-articles.xml").content.decode()
    assert "<loc>https://kb.example/articles/token-invalid/</loc><lastmod>" in page
    assert "hidden" not in page


def test_reading_the_articles_costs_one_query_whatever_their_number(
    client, make_article, django_assert_max_num_queries
):
    for number in range(5):
        make_article(key=f"a-{number}", tags=("auth",), product="Nacos")
    with django_assert_max_num_queries(3):
        client.get("/sitemap-articles.xml")


def test_pages_and_tags_are_listed(client, make_article):
    make_article(tags=("auth",))
    assert "https://kb.example/tags/</loc>" in str(
        client.get("/sitemap-pages.xml").content
    )
    assert "https://kb.example/tags/auth/" in str(
        client.get("/sitemap-tags.xml").content
    )


def test_unknown_parts_and_pages_are_not_found(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404
    assert client.get("/sitemap-articles.xml?p=99").status_code == 404


def test_robots_are_kept_from_narrowed_results(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /search?*&\n" in text
    assert "Sitemap: https://kb.example/sitemap.xml" in text

"""Sitemap and robots: what is worth finding, under the site's own address."""

import datetime as dt
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# As sitemap.xsd and siteindex.xsd say: what one entry may hold, each once at most.
ENTRIES = {
    "urlset": ("url", {"loc", "lastmod", "changefreq", "priority"}),
    "sitemapindex": ("sitemap", {"loc", "lastmod"}),
}
OFTEN = {"always", "hourly", "daily", "weekly", "monthly", "yearly", "never"}


@pytest.fixture(autouse=True)
def _address(settings):
    settings.KB_BASE_URL = "https://kb.example"


def test_the_index_lists_its_parts(client, make_article):
    make_article(tags=("auth",))
    page = client.get("/sitemap.xml").content.decode()
    for part in ("pages", "articles", "symptoms", "tags"):
        assert f"https://kb.example/sitemap-{part}.xml" in page


ORDER = ("loc", "lastmod", "changefreq", "priority")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?|x-default")


def check_alternates(links):
    """Hold other elements to what Google reads: links to the page in each language."""
    for link in links:
        assert link.tag == "{http://www.w3.org/1999/xhtml}link"
        assert set(link.attrib) == {"rel", "hreflang", "href"}
        assert link.get("rel") == "alternate"
        assert LANGUAGE.fullmatch(link.get("hreflang"))
        assert link.get("href").startswith("https://kb.example/")
    spoken = [link.get("hreflang") for link in links]
    assert len(spoken) == len(set(spoken))


def check_schema(content):
    """Hold a sitemap or an index against the schema; return its addresses."""
    root = ET.fromstring(content)  # noqa: S314 - our own
    name = root.tag.removeprefix(SPACE)
    entry, fields = ENTRIES[name]
    assert len(root) <= 50_000
    assert len(content) <= 50 * 1024 * 1024
    found = []
    for child in root:
        assert child.tag == SPACE + entry
        values = {one.tag.removeprefix(SPACE): one.text or "" for one in child}
        tags = [one.tag for one in child]
        own = [tag.removeprefix(SPACE) for tag in tags if tag.startswith(SPACE)]
        assert own == [name for name in ORDER if name in own]  # a sequence, each once
        assert set(own) <= fields
        assert tags[: len(own)] == [SPACE + name for name in own]
        check_alternates(list(child)[len(own) :])
        address = urlsplit(values["loc"])
        assert (address.scheme, address.netloc) == ("https", "kb.example")
        assert 12 <= len(values["loc"]) <= 2048
        assert values["loc"].isascii()
        if "lastmod" in values:
            dt.datetime.fromisoformat(values["lastmod"])
        assert values.get("changefreq", "daily") in OFTEN
        assert 0 <= float(values.get("priority", "0.5")) <= 1
        found.append(values["loc"])
    assert len(found) == len(set(found))
    return found


def test_every_sitemap_keeps_to_the_schema_and_leads_to_pages(client, make_article):
    make_article(
        tags=("auth", "鉴权"), product="Nacos", answer="403 <&> user not found"
    )
    listed = 0
    for part in check_schema(client.get("/sitemap.xml").content):
        for address in check_schema(client.get(urlsplit(part).path).content):
            parts = urlsplit(address)
            there = f"{parts.path}?{parts.query}"
            assert client.get(there).status_code == 200, address
            listed += 1
    assert listed > 5


def test_every_page_of_a_long_part_is_listed(client, make_article, monkeypatch):
    monkeypatch.setattr("answers.web.sitemaps._Articles.limit", 2)
    keys = {make_article(key=f"a-{number}").key for number in range(5)}
    parts = check_schema(client.get("/sitemap.xml").content)
    found = set()
    for part in parts:
        if "articles" in part:
            address = urlsplit(part)
            content = client.get(f"{address.path}?{address.query}").content
            found |= {urlsplit(one).path for one in check_schema(content)}
    assert found == {f"/articles/{key}/" for key in keys}


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


def test_the_icon_is_found_where_browsers_look_for_it(client):
    page = client.get("/favicon.ico")
    assert (page.status_code, page["Location"]) == (302, "/static/favicon.svg")

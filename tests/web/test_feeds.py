"""Feeds: read by a parser that readers use."""

import feedparser
import pytest

from answers.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.KB_BASE_URL = "https://kb.example"


def read(client, path):
    response = client.get(path)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_all_articles_the_last_changed_first(client, make_article):
    make_article(key="old", title="Old <one>", tags=("auth",))
    make_article(key="new", title="New & <b>better</b>")
    feed = read(client, "/feed.xml")
    assert [entry.link for entry in feed.entries] == [
        "https://kb.example/articles/new/",
        "https://kb.example/articles/old/",
    ]
    assert feed.entries[0].title == "New & <b>better</b>"
    assert feed.entries[1].tags[0].term == "auth"
    assert all(e.updated_parsed and e.id == e.link for e in feed.entries)
    assert {link.rel: link.href for link in feed.feed.links} == {
        "alternate": "https://kb.example/",
        "self": "https://kb.example/feed.xml",
    }


def test_of_one_product_and_of_one_tag(client, make_article):
    make_article(key="a", product="Nacos", tags=("鉴权",))
    make_article(key="b", product="Ninja")
    for path in ("/products/nacos/feed.xml", "/tags/鉴权/feed.xml"):
        feed = read(client, path)
        assert [e.link for e in feed.entries] == ["https://kb.example/articles/a/"]


def test_only_what_everybody_may_read(admin_client, make_article):
    make_article()
    Article.objects.update(internal=True)
    assert read(admin_client, "/feed.xml").entries == []


def test_what_is_not_there_has_no_feed(client, db):
    for path in ("/products/nothing/feed.xml", "/tags/nothing/feed.xml"):
        assert client.get(path).status_code == 404


def test_a_text_that_xml_may_not_hold_breaks_no_feed(client, make_article):
    make_article(title="bell \x07 and \ufffe", answer="\x0b vertical")
    assert len(read(client, "/feed.xml").entries) == 1


def test_pages_name_their_feed(client, make_article):
    make_article(tags=("auth",))
    assert 'href="/feed.xml"' in client.get("/").content.decode()
    assert 'href="/tags/auth/feed.xml"' in client.get("/tags/auth/").content.decode()

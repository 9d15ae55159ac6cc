"""Feeds: read by a parser that readers use, and held to what RFC 4287 demands."""

import datetime as dt
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

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


ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {"id", "title", "updated"}  # sections 4.1.1 and 4.1.2: each exactly one
MOST_ONCE = {"subtitle", "generator", "icon", "logo", "rights"}
MOST_ONCE |= {"published", "summary", "content", "source"}
OFTEN = {"author", "category", "contributor", "link"}


def hold(element, parts):
    """Hold a feed or an entry to the rules on its parts, and their values to theirs."""
    names = Counter(part.tag.removeprefix(ATOM) for part in element)
    assert set(names) <= ONCE | MOST_ONCE | OFTEN | parts, names
    assert all(names[name] == 1 for name in ONCE), names
    assert all(names[name] <= 1 for name in MOST_ONCE), names
    for name in ("updated", "published"):
        for date in element.findall(ATOM + name):
            assert dt.datetime.fromisoformat(date.text).tzinfo
    assert urlsplit(element.find(f"{ATOM}id").text).scheme == "https"
    links = [link.get("href") for link in element.iter(f"{ATOM}link")]
    assert all(urlsplit(there).netloc == "kb.example" for there in links)
    for person in element.findall(f"{ATOM}author"):
        assert person.find(f"{ATOM}name").text
    assert all(one.get("term") for one in element.findall(f"{ATOM}category"))


@pytest.mark.parametrize("path", ["/feed.xml", "/tags/auth/feed.xml"])
def test_every_feed_keeps_to_the_standard(client, make_article, path):
    for number in range(3):
        title, tags = f"<{number}> & 中文", ("auth", "中 文")
        make_article(key=f"a-{number}", title=title, tags=tags)
    root = ET.fromstring(client.get(path).content)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    hold(root, {"entry"})
    assert root.find(f"{ATOM}author") is not None  # or each entry names one
    assert [one.get("rel") for one in root.findall(f"{ATOM}link")].count("self") == 1
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        hold(entry, set())
        rels = [link.get("rel") for link in entry.findall(f"{ATOM}link")]
        assert rels.count("alternate") == 1
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(ids) == len(set(ids)) == 3


def test_a_summary_is_text_and_no_markup(client, make_article):
    make_article("a", description="先看 **Token**，`x < y`。")
    make_article("b", answer="加上 `<dependency>` 再试。")
    b, a = read(client, "/feed.xml").entries
    assert a.summary == "先看 Token，x &lt; y。"
    assert b.summary == "加上 &lt;dependency&gt; 再试。"


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

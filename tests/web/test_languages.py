"""Languages: one address each, which search engines find and readers can share."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.web import sweep

pytestmark = pytest.mark.django_db
BASE = "https://kb.example"
FINDABLE = [
    "/",
    "/search?q=403",
    f"/articles/{sweep.KEY}/",
    "/symptoms/",
    "/symptoms/403/",
    "/tags/",
    "/tags/auth/",
    "/tags/auth/?page=2",
    "/ask/",
]
LINK = re.compile(
    r'<link rel="(canonical|alternate)"(?: hreflang="([^"]+)")? href="([^"]+)">'
)


@pytest.fixture
def folder(settings, index, make_article):
    settings.KB_BASE_URL = BASE
    return sweep.fill(make_article)


def links(page):
    """Return the canonical address and the others by language."""
    found = [
        (language or kind, address.replace("&amp;", "&"))
        for kind, language, address in LINK.findall(page)
    ]
    assert len(found) == len(dict(found))
    return dict(found)


def spoken(page):
    return re.search('<html lang="([^"]+)"', page)[1]


@pytest.mark.parametrize("path", FINDABLE)
def test_every_findable_page_lists_its_languages_and_they_list_it(client, folder, path):
    first = links(client.get(path).text)
    assert first["canonical"] == first["zh-Hans"] == first["x-default"] == BASE + path
    there = first["en"]
    english = client.get(there.removeprefix(BASE)).text
    assert spoken(english) == "en"
    assert links(english) == first | {"canonical": there}


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=zzzqqq",
        "/search?q=token&tag=auth",
        f"/articles/{sweep.KEY}/history/",
        f"/articles/{sweep.KEY}/feedback/",
        "/nothing/here",
    ],
)
def test_pages_that_are_not_for_search_engines_list_none(client, folder, path):
    assert "hreflang" not in client.get(path).text


def test_an_internal_article_lists_none(admin_client, folder, make_article):
    article = make_article("inside")
    article.internal = True
    article.save()
    page = admin_client.get("/articles/inside/").text
    assert "hreflang" not in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("hl=en", "en"),
        ("hl=EN-us", "en"),
        ("hl=zh-Hans", "zh-Hans"),
        ("hl=zh-CN", "zh-Hans"),
        ("x=1&hl=en", "en"),
    ],
)
def test_the_address_counts_more_than_cookie_and_browser(client, query, language):
    other = "zh-hans" if language == "en" else "en"
    client.cookies["django_language"] = other
    response = client.get(f"/tags/?{query}", headers={"accept-language": other})
    assert spoken(response.text) == language
    assert response["Content-Language"].lower() == language.lower()
    assert "django_language" not in response.cookies
    assert spoken(client.get("/tags/").text).lower() == other  # for this request alone


@pytest.mark.parametrize(
    "query", ["hl=", "hl=fr", "hl=%00", "hl=" + "x" * 5000, "xhl=en"]
)
def test_a_language_that_is_not_spoken_changes_nothing(client, query):
    response = client.get(f"/tags/?{query}", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert spoken(response.text) == "en"


def test_each_language_is_kept_for_itself(client, folder):
    plain, english = (client.get(f"/tags/{query}") for query in ("", "?hl=en"))
    assert plain["ETag"] != english["ETag"]
    for response in (plain, english):
        assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))
    held = {"if-none-match": english["ETag"]}
    assert client.get("/tags/?hl=en", headers=held).status_code == 304
    assert client.get("/tags/", headers=held).status_code == 200


def test_the_switch_leads_to_the_plain_address_and_is_remembered(client, folder):
    page = client.get("/search?q=403&hl=en").text
    form = re.search(r'<form action="/i18n/".*?</form>', page, re.S)[0]
    there = re.search('name="next" value="([^"]+)"', form)[1]
    assert there == "/search?q=403"
    client.post("/i18n/", {"language": "zh-hans", "next": there})
    assert spoken(client.get(there).text) == "zh-Hans"


def test_who_asks_in_a_language_is_answered_in_it(client, folder):
    page = client.get("/ask/?hl=en").text
    for address in re.findall('(?:data-ask|action)="(/ask/[^"]*)"', page):
        assert address.endswith("?hl=en")
        said = client.post(address, {"question": "403 token invalid"}).text
        assert "Did this help" in said or "Expert" in said
        assert "专家" not in re.sub(r"lang=.{0,3}zh-Hans.*?</", "", said)


def test_the_sitemap_lists_every_page_in_every_language(client, folder):
    site = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    for name in ("pages", "articles", "symptoms", "tags"):
        root = ET.fromstring(client.get(f"/sitemap-{name}.xml").content)  # noqa: S314
        listed = {}
        for entry in root:
            others = {
                link.get("hreflang"): link.get("href")
                for link in entry.iter("{http://www.w3.org/1999/xhtml}link")
            }
            listed[entry.find(f"{site}loc").text] = others
        assert listed
        for address, others in listed.items():
            assert set(others) == {"zh-Hans", "en", "x-default"}
            assert address in (others["zh-Hans"], others["en"])
            assert all(listed[there] == others for there in others.values())
            parts = urlsplit(address)
            page = client.get(f"{parts.path}?{parts.query}").text
            assert links(page) == others | {"canonical": address}

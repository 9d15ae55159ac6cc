"""Promises of every page: nothing inline, one h1, parts that fit together."""

from html.parser import HTMLParser

import pytest

PATHS = (
    "/",
    "/search",
    "/search?q=token",
    "/search?q=zzzqqq",
    "/search?product=nacos",
    "/articles/token-invalid/",
    "/articles/token-invalid/feedback/?vote=down",
    "/articles/token-invalid/history/",
    "/tags/",
    "/tags/auth/",
    "/symptoms/",
    "/symptoms/403/",
    "/nothing",
    "/user/feedbackByEnhancerGradePOJOID",
)


class Page(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self, path, response):
        super().__init__()
        self.path = path
        self.policy = response["Content-Security-Policy"]
        self.elements = []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture
def pages(client, index, make_article):
    make_article(product="Nacos", tags=("auth",), answer="## A\n\n## B\n\n## C\n`x`")
    return [Page(path, client.get(path)) for path in PATHS]


def test_no_inline_script_or_style(pages):
    for page in pages:
        assert "unsafe-inline" not in page.policy
        assert not page.all("style")
        data = {"type": "application/ld+json"}  # runs nothing
        scripts = [script for script in page.all("script") if script != data]
        assert all(script.get("src") for script in scripts)
        names = {name for _, attrs in page.elements for name in attrs}
        assert not {name for name in names if name == "style" or name[:2] == "on"}


def test_nothing_is_asked_of_other_sites(pages):
    for page in pages:
        sources = [attrs.get("src") or "" for _, attrs in page.elements]
        for link in page.all("link"):
            named = link["rel"] == "canonical" or "hreflang" in link  # not fetched
            sources += [] if named else [link["href"]]
        assert not [source for source in sources if "//" in source]


def test_one_main_heading_the_landmarks_and_a_way_past_them(pages):
    for page in pages:
        assert len(page.all("h1")) == 1, page.path
        assert page.all("header")
        assert page.all("main")
        assert page.all("footer")
        assert page.all("a")[0]["href"] == "#main"


def test_ids_are_unique_and_what_names_one_finds_it(pages):
    for page in pages:
        ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
        assert len(ids) == len(set(ids)), page.path
        for _, attrs in page.elements:
            named = {attrs.get(n) for n in ("aria-labelledby", "for", "form")}
            assert named - {None} <= set(ids), page.path


def test_every_page_says_its_title_and_language(pages):
    for page in pages:
        assert page.all("title")
        assert page.all("html")[0]["lang"] == "zh-Hans"

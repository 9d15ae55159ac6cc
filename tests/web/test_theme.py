"""Language and theme: chosen once, remembered, without a script."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


def test_the_browser_says_the_language(client):
    assert "遇到报错" in client.get("/").content.decode()
    page = client.get("/", headers={"accept-language": "en-GB"}).content.decode()
    assert "What went wrong?" in page
    assert '<html lang="en">' in page


def test_a_chosen_language_is_remembered(client):
    response = client.post("/i18n/", {"language": "en", "next": "/tags/"})
    assert response.url == "/tags/"
    page = client.get("/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "What went wrong?" in page


def test_the_vote_labels_are_english_in_english(client, make_article):
    from django.utils.translation import override

    from answers.models import Vote

    with override("en"):
        assert [str(label) for label in Vote.Value.labels] == ["Helpful", "Not helpful"]


def test_a_chosen_theme_is_in_the_page_itself(client):
    assert "data-theme=" not in client.get("/").content.decode()
    response = client.post("/theme/", {"theme": "dark", "next": "/tags/?page=2"})
    assert response.url == "/tags/?page=2"
    assert '<html lang="zh-Hans" data-theme="dark">' in client.get("/").content.decode()
    client.post("/theme/", {"theme": "auto"})
    assert "data-theme=" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "\x00", ""]
)
def test_no_form_leads_to_another_site(client, there):
    response = client.post("/theme/", {"theme": "dark", "next": there})
    assert response.url == "/"


@pytest.mark.parametrize("theme", ["", '"><script>', "neon"])
def test_an_unknown_theme_is_not_kept(client, theme):
    assert "kb_theme" not in client.post("/theme/", {"theme": theme}).cookies
    client.cookies["kb_theme"] = "neon"
    assert "data-theme=" not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/", "/tags/", "/search?q=x", "/nothing"])
def test_no_shared_cache_mixes_themes_or_languages(client, path):
    varies = client.get(path)["Vary"]
    assert "Accept-Language" in varies
    assert path == "/nothing" or "Cookie" in varies


def test_a_theme_is_not_chosen_by_looking(client):
    assert client.get("/theme/?theme=dark").status_code == 405


def test_browsers_without_light_dark_get_the_light_colours():
    style = (settings.BASE_DIR / "static" / "dayi.css").read_text()
    palette, fallback = style.split("@supports not (color: light-dark", 1)
    root = palette.rsplit(":root {", 1)[1]
    light = dict(re.findall(r"(--[\w-]+): light-dark\((rgb\(.*?\)|#\w+),", root))
    assert len(light) > 15
    given = fallback.split("}", 1)[0]
    assert dict(re.findall(r"(--[\w-]+): (.*?);", given)) == light

"""Twins: every article as Markdown, and a map of them for language models."""

import pytest
import yaml

from answers.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.KB_BASE_URL = "https://kb.example"


def twin(client, key="token-invalid"):
    return client.get(f"/articles/{key}.md")


def test_an_article_is_there_as_markdown(client, make_article):
    make_article(
        question="Why?", answer="1. **Log in** again.", product="Nacos", tags=("auth",)
    )
    response = twin(client)
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert 'rel="canonical"' in response["Link"]
    _, meta, body = response.content.decode().split("---\n", 2)
    told = yaml.safe_load(meta)
    assert told["url"] == "https://kb.example/articles/token-invalid/"
    assert (told["product"], told["tags"]) == ("nacos", ["auth"])
    assert "# 403 token invalid" in body
    assert "Why?" in body
    assert "1. **Log in** again." in body


def test_front_matter_survives_any_title(client, make_article):
    make_article(title="a: \"b\" 'c' # d")
    _, meta, _ = twin(client).content.decode().split("---\n", 2)
    assert yaml.safe_load(meta)["title"] == "a: \"b\" 'c' # d"


def test_what_one_may_not_read_has_no_twin(client, make_article):
    make_article()
    Article.objects.update(internal=True)
    assert twin(client).status_code == 404


def test_a_retired_article_has_none(client, make_article):
    make_article()
    Article.objects.update(status="retired")
    assert twin(client).status_code == 410


def test_a_key_that_ends_in_md_keeps_its_page(client, make_article):
    make_article(key="notes.md")
    assert client.get("/articles/notes.md/").status_code == 200
    assert twin(client, "notes.md").status_code == 200


def test_models_are_told_where_everything_is(client, make_article):
    make_article(product="Nacos")
    response = client.get("/llms.txt")
    text = b"".join(response).decode()
    assert text.startswith("# ")
    assert "\n> " in text
    assert "](https://kb.example/articles/token-invalid.md)" in text
    assert "](https://kb.example/symptoms/403/)" in text
    assert "](https://kb.example/products/nacos/feed.xml)" in text


def test_they_are_told_nothing_internal(admin_client, make_article):
    make_article(title="secret 403")
    Article.objects.update(internal=True)
    assert "secret" not in b"".join(admin_client.get("/llms.txt")).decode()

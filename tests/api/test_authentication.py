"""Keys over HTTP: what they open, and what is said where they do not."""

import json
import logging

import pytest
from django.test import Client

from answers.lib.keys import make_key
from answers.models import Article, Bot, BotKey, Product
from answers.services.accounts import BotAccess, bot_create, key_make
from answers.services.articles.status import article_show_to
from answers.services.indexing import index_sync

ALL = ("search", "ask", "feedback")


@pytest.fixture
def bot(db):
    return bot_create(name="helper", access=BotAccess(scopes=ALL))


@pytest.fixture
def key(bot):
    return key_make(bot=bot)[1].text


@pytest.fixture
def call(client, key):
    def send(method, path, body=None, *, authorization=None, **headers):
        headers["authorization"] = authorization or f"Bearer {key}"
        data = "" if body is None else json.dumps(body)
        return client.generic(
            method,
            f"/api/v1/{path}",
            data,
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return send


def code(response, status):
    assert response.status_code == status, response.text
    body = response.json()
    assert response["Content-Type"].startswith("application/problem+json")
    assert body["detail"]
    assert body["request_id"] == response["X-Request-ID"]
    return body["code"]


def test_a_key_opens_what_its_scopes_name(call, index, make_article):
    make_article("a")
    assert call("GET", "search?q=403").status_code == 200
    assert call("POST", "ask", {"question": "403"}).status_code == 200
    assert call("POST", "articles/a/feedback", {"vote": "up"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "needs"),
    [
        ("GET", "search?q=x", "search"),
        ("GET", "suggest?q=x", "search"),
        ("GET", "articles", "search"),
        ("GET", "articles/a", "search"),
        ("GET", "symptoms", "search"),
        ("GET", "symptoms/403", "search"),
        ("GET", "tags", "search"),
        ("POST", "ask", "ask"),
        ("POST", "articles/a/feedback", "feedback"),
        ("DELETE", "articles/a/feedback", "feedback"),
    ],
)
def test_without_the_scope_it_says_which_is_missing(
    call, index, make_article, method, path, needs
):
    make_article("a")
    Bot.objects.update(scopes=["write"])
    response = call(method, path, {"question": "x", "vote": "up"})
    assert code(response, 403) == "wrong_scope"
    assert (response.json()["needs"], response.json()["scopes"]) == (needs, ["write"])


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ("Bearer", "token_malformed"),
        ("Bearer dayi_abc", "token_malformed"),
        ("Token x", "token_malformed"),
        ("Bearer " + make_key().text, "token_unknown"),
    ],
    ids=["nothing", "cut off", "other scheme", "unknown"],
)
def test_what_does_not_count_is_401_even_where_nobody_need_ask(
    call, authorization, expected
):
    response = call("GET", "tags", authorization=authorization)
    assert code(response, 401) == expected
    assert response["WWW-Authenticate"].startswith('Bearer realm="dayi", error="inv')


def test_basic_is_for_a_proxy_before_us(call, index):
    assert call("GET", "search?q=x", authorization="Basic eDp5").status_code == 200


def test_a_key_in_the_address_is_refused_and_reported(client, key, caplog):
    with caplog.at_level(logging.WARNING):
        response = client.get("/api/v1/search", {"q": "x", "api_key": key})
    assert code(response, 401) == "key_in_url"
    assert BotKey.objects.get().leak == "url"
    assert key not in caplog.text.replace("Unauthorized", "")


def test_addresses_are_read_as_the_trusted_proxies_report_them(call, index, settings):
    Bot.objects.update(addresses=["10.0.0.0/24"])
    assert code(call("GET", "tags"), 403) == "address_not_allowed"
    forged = call("GET", "tags", x_forwarded_for="10.0.0.1")
    assert code(forged, 403) == "address_not_allowed"
    settings.KB_PROXIES = 1
    assert call("GET", "tags", x_forwarded_for="10.0.0.1").status_code == 200
    other = call("GET", "tags", x_forwarded_for="10.0.0.1, 10.9.9.9")
    assert code(other, 403) == "address_not_allowed"


def test_origins_outside_the_list_are_refused(call, index):
    Bot.objects.update(origins=["https://a.example.org"])
    assert call("GET", "tags", origin="https://a.example.org").status_code == 200
    refused = call("GET", "tags", origin="https://b.example.org")
    assert code(refused, 403) == "origin_not_allowed"


def test_a_product_it_may_not_see_is_refused_and_not_just_empty(
    call, bot, index, make_article
):
    make_article("a", product="nacos")
    make_article("b", product="ninja")
    make_article("c", product="tokenim")
    bot.products.set(Product.objects.filter(slug__in=["nacos", "ninja"]))
    found = call("GET", "search?q=token+invalid").json()
    assert {one["id"] for one in found["results"]} == {"a", "b"}
    assert found["total"] == 2
    assert {one["slug"] for one in found["facets"]["product"]} == {"nacos", "ninja"}
    for response in (
        call("GET", "search?q=x&product=tokenim"),
        call("GET", "articles?product=tokenim"),
        call("GET", "articles/c"),
        call("POST", "ask", {"question": "x", "product": "tokenim"}),
        call("POST", "articles/c/feedback", {"vote": "up"}),
    ):
        assert code(response, 403) == "wrong_product"
        assert response.json()["products"] == ["nacos", "ninja"]
    assert call("GET", "articles/nothing").status_code == 404


def test_internal_articles_are_for_keys_that_may_read_them(call, index, make_article):
    article = make_article("a", title="403 token invalid inside")
    article_show_to(articles=[article], internal=True)
    index_sync()
    assert call("GET", "search?q=token+invalid").json()["total"] == 0
    refused = call("GET", "articles/a")
    assert code(refused, 403) == "wrong_scope"
    assert refused.json()["needs"] == "read:internal"
    Bot.objects.update(scopes=[*ALL, "read:internal"])
    assert call("GET", "search?q=token+invalid").json()["total"] == 1
    assert call("GET", "articles/a").json()["id"] == "a"


def test_who_is_logged_in_without_the_right_is_told_so(
    client, django_user_model, make_article
):
    make_article("a")
    Article.objects.update(internal=True)
    client.force_login(django_user_model.objects.create_user("reader"))
    assert code(client.get("/api/v1/articles/a"), 403) == "permission_denied"


def test_a_session_cookie_beside_a_key_needs_no_csrf_token(
    key, index, django_user_model
):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(django_user_model.objects.create_user("reader"))
    body = json.dumps({"question": "403"})
    kind = {"content_type": "application/json"}
    alone = browser.post("/api/v1/ask", body, **kind)
    assert code(alone, 403) == "csrf_failed"
    with_key = {"authorization": f"Bearer {key}"}
    assert (
        browser.post("/api/v1/ask", body, headers=with_key, **kind).status_code == 200
    )


def test_a_refusal_speaks_the_language_of_the_caller(call):
    texts = {
        call("GET", "tags", authorization="Token x", accept_language=tongue).json()[
            "detail"
        ]
        for tongue in ("en", "zh-CN")
    }
    assert len(texts) == 2

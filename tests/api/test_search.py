import datetime as dt
import gzip
import json

import pytest

URL = "/api/v1/search"
pytestmark = pytest.mark.django_db


def test_the_contract_of_search(client, index, make_article):
    make_article(
        "question-history-1", tags=("403",), product="nacos", category="expert",
        answer="## 原因\n\n令牌过期就会 token invalid。",
    )  # fmt: skip
    body = client.get(URL, {"q": "token invalid"}).json()
    assert set(body) == {
        "query", "total", "took_ms",
        "event", "decisive", "recognised", "suggestion", "facets", "results",
    }  # fmt: skip
    (result,) = body["results"]
    assert result["id"] == "question-history-1"
    assert result["url"] == "http://testserver/articles/question-history-1/"
    assert result["section"]["url"].endswith("#%E5%8E%9F%E5%9B%A0")
    assert result["tags"] == ["403"]
    assert result["product"] == "nacos"
    assert "<mark>" in result["snippet_html"]
    assert "<" not in result["snippet"]
    assert body["facets"]["product"] == [{"slug": "nacos", "name": "Nacos", "count": 1}]


def test_chinese_is_not_escaped(client, index, make_article):
    make_article("a", title="令牌过期")
    assert "令牌过期".encode() in client.get(URL, {"q": "令牌"}).content


def test_post_takes_what_get_takes(client, index, make_article):
    make_article("a", tags=("403",))
    make_article("b")
    log = "noise line\n" * 500 + "NacosException: token invalid!"
    for tag in ("403", ["403"]):
        body = client.post(
            URL, {"q": log, "tag": tag, "limit": 5}, content_type="application/json"
        ).json()
        assert [r["id"] for r in body["results"]] == ["a"]
    assert client.get(URL, {"q": "token", "tag": ["403"]}).json()["total"] == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "x", "limit": "0"}, "limit"),
        ({"q": "x", "limit": "51"}, "limit"),
        ({"q": "x", "limit": "abc"}, "limit"),
        ({"q": "x", "offset": "-1"}, "offset"),
        ({"q": "x", "offset": "1e9"}, "offset"),
        ({"q": "x", "sort": "votes"}, "sort"),
        ({"q": "x", "tag": ["t"] * 11}, "tag"),
    ],
)
def test_bad_input_names_the_field(client, index, query, field):
    response = client.get(URL, query)
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["code"] == "invalid"
    assert problem["request_id"] == response["X-Request-ID"]
    assert [error["field"].split(".")[0] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"null", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"q": NaN}', "application/json", 400),
        (b'{"q": {"a": 1}}', "application/json", 400),
        (b'{"q": ["x"]}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"1" * 5000, "application/json", 400),
        (b"{}" + b" " * 1_000_001, "application/json", 413),
        (b'{"q": "x"}', "text/plain", 415),
        (b"q=x", "application/x-www-form-urlencoded", 415),
        (b'{"q": "x"}', "application/json; charset=nonsense", 200),
        (b'{"q": "\\ud800 \\u0000"}', "application/json", 400),
        (b'{"q": "x\\ud800\\u0000"}', "application/json", 200),
    ],
)  # fmt: skip
def test_any_body_is_answered_with_a_reason(client, index, body, kind, status):
    response = client.generic("POST", URL, body, content_type=kind)
    assert response.status_code == status
    if status != 200:
        assert response.json()["detail"]


@pytest.mark.parametrize("path", [URL, "/mcp", "/bots/room/"])
def test_an_encoded_body_is_refused_with_the_reason(client, db, path):
    body = gzip.compress(b'{"q": "x"}')
    response = client.generic(
        "POST", path, body, content_type="application/json",
        headers={"content-encoding": "gzip"},
    )  # fmt: skip
    assert (response.status_code, response["Accept-Encoding"]) == (415, "identity")
    assert response.json()["code"] == "unsupported_media_type"
    assert "gzip" in response.json()["detail"]


def test_without_an_index_the_answer_is_503_and_says_when(client, db, monkeypatch):
    monkeypatch.setattr("answers.services.search.query.healer.start", lambda: None)
    response = client.get(URL, {"q": "x"})
    assert response.status_code == 503
    assert response.json()["code"] == "search_unavailable"
    assert int(response["Retry-After"]) > 0


def test_too_many_requests_are_told_when_to_come_back(client, index, settings):
    settings.KB_THROTTLE_ANON = "2/min"
    codes = [client.get(URL, {"q": "x"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    response = client.get(URL, {"q": "x"})
    assert 0 < int(response["Retry-After"]) <= 61
    assert response.json()["code"] == "rate_limited"
    assert client.get("/api/v1/suggest", {"q": "x"}).status_code == 200


def test_limits_tell_callers_behind_a_proxy_apart(client, index, settings):
    settings.KB_THROTTLE_ANON, settings.KB_PROXIES = "1/min", 1

    def code(forwarded):
        headers = {"x-forwarded-for": forwarded}
        return client.get(URL, {"q": "x"}, headers=headers).status_code

    assert code("10.0.0.1") == 200
    assert code("10.0.0.2") == 200
    assert code("203.0.113.9, 10.0.0.2") == 429


def test_accept_is_taken_lightly(client, index):
    for accept in ("text/html", "application/xml", "nonsense"):
        assert (
            client.get(URL, {"q": "x"}, headers={"accept": accept}).status_code == 200
        )


def test_suggest_offers_articles_and_tags(client, index, make_article):
    make_article("a", tags=("token",))
    body = client.get("/api/v1/suggest", {"q": "tok"}).json()
    assert body["query"] == "tok"
    kinds = [s["kind"] for s in body["suggestions"]]
    assert kinds == ["symptom", "tag", "article"]
    assert body["suggestions"] == [
        one for kind in kinds for one in body["groups"][kind]
    ]
    assert json.dumps(client.get("/api/v1/suggest").json()["suggestions"]) == "[]"


def test_an_error_of_ours_is_a_problem_too(client, index, monkeypatch, caplog):
    def fail(**kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("answers.api.search.article_search", fail)
    response = client.get(URL, {"q": "x"})
    assert response.status_code == 500
    assert response.json()["code"] == "server_error"
    assert "secret detail" not in response.text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/v1/nope", 404), ("post", "/api/v1/", 404), ("put", URL, 405)],
)
def test_wrong_paths_and_methods_are_problems(client, db, method, path, status):
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    if status == 405:
        assert "GET" in response["Allow"]


def test_a_repair_is_never_silent(client, index, make_article):
    for key in ("a", "b"):
        make_article(key, title="nacos token invalid")
    body = client.get(URL, {"q": "Nacso 403"}).json()
    assert body["suggestion"] == "nacos 403"
    assert body["total"] == 2
    exact = client.get(URL, {"q": "Nacso 403", "exact": "true"}).json()
    assert exact["suggestion"] is None


def test_symptoms_are_recognised_and_told(client, index, make_article):
    make_article("a")
    body = client.get(URL, {"q": "报 403 token invalid! NacosException"}).json()
    slugs = [symptom["slug"] for symptom in body["recognised"]]
    assert {"403", "nacosexception"} <= set(slugs)
    assert set(body["recognised"][0]) == {"kind", "value", "slug"}


def test_symptoms_and_dates_narrow(client, index, make_article):
    old = dt.date(2023, 5, 17)
    make_article(key="old", title="token invalid", answer="返回 403。", date=old)
    make_article(key="new", title="token invalid", date=dt.date(2024, 1, 2))

    def keys(**query):
        body = client.get(URL, {"q": "token", **query}).json()
        return [result["id"] for result in body["results"]]

    assert keys(symptom="403") == ["old"]
    assert keys(since="2023", until="2023-05") == ["old"]
    assert keys(since="2023-06") == ["new"]
    assert keys(symptom=["403", "nowhere"]) == []
    facets = client.get(URL, {"q": "token", "since": "2024", "until": "2024"}).json()[
        "facets"
    ]
    assert [(value["slug"], value["count"]) for value in facets["date"]] == [
        ("2024", 1),
        ("2024-01", 1),
        ("2023", 1),
    ]


@pytest.mark.parametrize("value", ["yesterday", "2024-13", ["2024"], {"a": 1}])
def test_a_date_that_is_none_is_named(client, index, value):
    body = {"q": "token", "since": value}
    response = client.post(URL, body, content_type="application/json")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["since"]


def test_a_length_is_that_of_what_was_sent(client, index):
    assert client.get("/api/v1/suggest", {"q": "a" + " " * 500}).status_code == 400


@pytest.mark.parametrize("query", ["tag=", "tag=%20&tag=", "tag=&tag=nacos"])
def test_an_empty_tag_is_none(client, index, make_article, query):
    make_article("a", tags=("nacos",))
    assert client.get(f"{URL}?q=token+invalid&{query}").json()["total"] == 1

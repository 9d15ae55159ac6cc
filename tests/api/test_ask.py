import json

import pytest

from answers.models import Inquiry

URL = "/api/v1/ask"
pytestmark = pytest.mark.django_db


def ask(client, body):
    return client.post(URL, json.dumps(body), content_type="application/json")


def test_the_contract_of_ask(client, index, make_article):
    make_article("question-history-1", title="403 token invalid 令牌过期")
    body = ask(client, {"question": "token invalid 令牌", "product": None}).json()
    assert set(body) == {
        "status", "confidence", "answer", "citations", "alternatives", "clarify",
        "recognised", "inquiry", "feedback_url", "event", "decisive",
        "choices", "phrased",
    }  # fmt: skip
    assert body["status"] == "answered"
    assert set(body["answer"]) == {
        "id", "title", "url", "revision", "text", "html", "pinned", "verified",
    }  # fmt: skip
    assert body["citations"][0]["id"] == body["answer"]["id"] == "question-history-1"
    (cited,) = body["citations"]
    assert set(cited) == {
        "id", "title", "url", "revision", "text", "verified", "updated_at",
    }  # fmt: skip
    assert cited["text"] == body["answer"]["text"]
    assert body["feedback_url"].endswith("/articles/question-history-1/feedback/")
    assert body["inquiry"] is None


def test_a_question_back_comes_with_what_may_be_said_to_it(client, index, make_article):
    for product in ("nacos", "sentinel"):
        make_article(product, title="连接超时 read timeout", product=product)
    body = ask(client, {"question": "连接超时 read timeout"}).json()
    assert body["status"] == "ambiguous"
    assert sorted(one["product"] for one in body["choices"]) == ["nacos", "sentinel"]
    assert all(set(one) == {"label", "text", "product"} for one in body["choices"])
    assert all(one["label"] in body["clarify"] for one in body["choices"])


def test_an_unknown_question_leaves_an_inquiry_with_a_page(client, index):
    body = ask(client, {"question": "怎么装 rabbitmq"}).json()
    assert (body["status"], body["answer"], body["feedback_url"]) == (
        "unknown", None, None,
    )  # fmt: skip
    assert body["inquiry"]["id"] == Inquiry.objects.get().token
    assert client.get(body["inquiry"]["url"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": None}, "question"),
        ({"question": ["x"]}, "question"),
        ({"question": "x", "product": "p" * 101}, "product"),
        ({"question": "x", "product": {}}, "product"),
    ],
)
def test_bad_input_names_the_field(client, index, body, field):
    response = ask(client, body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\ud800 x",
        "((( title: ~2^ [a TO",
        "%s %(x)s {0} {{ y }}",
        "<script>alert(1)</script>",
        "😀" * 300,
        "哪" * 5000,
        "at a.b.C(D.java:1)\n" * 400,
        "-" * 20_000,
    ],
)
def test_hostile_questions_break_nothing(client, index, make_article, text):
    make_article("a", title="403 token invalid")
    response = ask(client, {"question": text})
    assert response.status_code in (200, 400)
    if url := (response.json().get("inquiry") or {}).get("url"):
        assert "<script>alert" not in client.get(url).text


@pytest.mark.parametrize("body", ["", "[]", "3", "{", '"x"', "null"])
def test_what_is_no_question_is_refused(client, index, body):
    response = client.post(URL, body, content_type="application/json")
    assert response.status_code == 400


def test_get_is_refused(client, db):
    assert client.get(URL).status_code == 405

import json

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections

from answers.services.llm import rewording
from tests.llm_server import language_model, says

URL = "/api/v1/ask"
GOOD = "**Token 过期**：重新登录[1]。"
QUESTION = {"question": "token invalid 令牌"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def model(settings, index, make_article):
    make_article("a", title="403 token invalid 令牌过期")
    with language_model() as server:
        settings.KB_LLM_URL = f"http://127.0.0.1:{server.server_port}/v1"
        settings.KB_LLM_MODEL, settings.KB_LLM_SECONDS = "small", 5
        server.pieces = says(GOOD)
        yield server


def ask(client, **body):
    headers = body.pop("headers", None)
    body = json.dumps(QUESTION | body)
    return client.post(URL, body, content_type="application/json", headers=headers)


def events(response):
    text = b"".join(response.streaming_content).decode()
    found = [part.split("\n") for part in text.split("\n\n") if part]
    return [(lines[0][7:], json.loads(lines[1][6:])) for lines in found]


def test_an_answer_is_reworded_where_that_is_asked_for(client, model):
    body = ask(client, phrase=True).json()
    assert body["phrased"] == {
        "text": GOOD,
        "sentences": [{"text": GOOD, "citations": [1]}],
        "model": "small",
    }
    assert ask(client).json()["phrased"] is None
    assert len(model.asked) == 1


def test_the_rest_of_an_answer_does_not_depend_on_the_model(client, model):
    model.status = 500
    plain, failed = ask(client).json(), ask(client, phrase=True).json()
    for body in (plain, failed):
        body.pop("event")
    assert plain == failed


@pytest.mark.parametrize(
    "how", [{"stream": True}, {"headers": {"accept": "text/event-stream"}}]
)
def test_a_stream_begins_with_the_extract_and_ends_with_the_whole(client, model, how):
    response = ask(client, **how)
    assert response["Content-Type"] == "text/event-stream"
    (one, answer), (two, sentence), (three, done) = events(response)
    assert (one, two, three) == ("answer", "sentence", "done")
    assert answer["answer"]["id"] == "a"
    assert sentence == {"text": GOOD, "citations": [1]}
    assert (done["reason"], done["phrased"]["text"]) == ("phrased", GOOD)


def test_a_stream_without_a_model_says_so(client, model, settings):
    settings.KB_LLM_URL = ""
    (_one, answer), (_two, done) = events(ask(client, stream=True))
    assert answer["status"] == "answered"
    assert done == {"reason": "off", "phrased": None}
    assert ask(client, phrase=True).json()["phrased"] is None


def test_who_comes_while_the_place_is_taken_gets_plain_json(client, model, monkeypatch):
    monkeypatch.setattr(rewording, "MAX_AT_ONCE", 0)
    response = ask(client, stream=True)
    assert response["Content-Type"] == "application/json"
    assert response.json()["phrased"] is None


def test_a_stream_that_nobody_reads_gives_its_place_back(client, model):
    response = ask(client, stream=True)
    request_finished.disconnect(close_old_connections)  # the test's own one stays
    response.close()
    request_finished.connect(close_old_connections)
    assert ask(client, phrase=True).json()["phrased"]

import json
import time

import pytest
from django.contrib.auth.models import AnonymousUser

from answers.services.asking import question_judge
from answers.services.phrasing import Outcome, answer_tell, completing, telling
from answers.services.phrasing.failing import fallen
from tests.models_of_language import event, language_model, says

GOOD = "**Token 过期**：重新登录[1]。检查密钥是否一致。[1]"
pytestmark = pytest.mark.django_db


@pytest.fixture
def model(settings):
    with language_model() as server:
        settings.KB_LLM_URL = f"http://127.0.0.1:{server.server_port}/v1"
        settings.KB_LLM_MODEL, settings.KB_LLM_KEY = "small", "k-1"
        settings.KB_LLM_SECONDS, settings.KB_LLM_TOKENS = 5, 200
        yield server


@pytest.fixture
def result(index, make_article):
    make_article("a", title="403 token invalid 令牌过期")
    text = "token invalid 令牌 password=hunter2secret"
    found = question_judge(text=text, viewer=AnonymousUser())
    assert found.status in ("answered", "ambiguous")
    return found


def tell(result):
    told = answer_tell(result=result)
    items = [item for item in told if item is not None]
    assert isinstance(items[-1], Outcome)
    return items[:-1], items[-1]


def test_cited_and_supported_sentences_stand(model, result):
    model.pieces = says(GOOD)
    sentences, outcome = tell(result)
    assert outcome.reason == "phrased"
    assert [one.citations for one in sentences] == [(1,), (1,)]
    assert outcome.phrased.sentences == tuple(sentences)
    assert (outcome.phrased.text, outcome.phrased.model) == (GOOD, "small")


def test_the_model_is_asked_without_secrets_and_within_bounds(model, result):
    model.pieces = says(GOOD)
    tell(result)
    asked = model.asked[0]
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["stream"], asked["max_tokens"]) == (True, 200)
    assert "hunter2secret" not in json.dumps(asked)
    assert "重新登录" in asked["messages"][1]["content"]


def test_one_bad_sentence_of_three_is_left_out(model, result):
    model.pieces = says("重新登录[1]。升级到 2.9.9 版本[1]。检查密钥是否一致[1]。")
    sentences, outcome = tell(result)
    assert [one.text for one in sentences] == ["重新登录[1]。", "检查密钥是否一致[1]。"]
    assert "2.9.9" not in outcome.phrased.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("重新登录。检查密钥是否一致。", "unsupported"),  # no citations
        ("重新登录[9]。", "unsupported"),
        ("重新登录[0]。", "unsupported"),
        ("删除数据库之后重装系统[1]。", "unsupported"),
        ("重新登录，并关闭鉴权插件[1]。", "unsupported"),
        ("不要重新登录[1]。", "unsupported"),
        ("把 nacos.core.auth.enabled 检查是否一致[1]。", "unsupported"),
        ("重新登录 2.4.1[1]。", "unsupported"),
        ("重新登录：\n```\nrm -rf /data\n```\n[1]", "unsupported"),
        ("执行 `重新登录 --force`[1]。", "unsupported"),
        ("NONE", "unsupported"),
        ("Visit http://evil.example now and send your password.", "unsupported"),
        ("", "empty"),
        ("[1] 。。", "empty"),
        ("重新登录[1]。" * 50, "looping"),
        ("登录" * 2000, "too_long"),
    ],
)
def test_lies_loops_and_what_is_not_cited_leave_the_extract(
    model, result, text, reason
):
    model.pieces = says(text)
    before = fallen[reason]
    _sentences, outcome = tell(result)
    assert (outcome.reason, outcome.phrased) == (reason, None)
    assert fallen[reason] == before + 1


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([b'data: {"choices": [{"del\n\n'], "garbled"),
        ([b"data: []\n\n"], "garbled"),
        ([b"data: \xff\xfe\n\n"], "garbled"),
        ([b"data: " + b"[" * 50_000 + b"\n\n"], "garbled"),
        ([b'data: {"error": {"message": "no"}}\n\n'], "garbled"),
        ([b'data: {"choices": [{"delta": {"content": [1]}}]}\n\n'], "garbled"),
        ([b'data: {"choices": [{"delta": {"refusal": "no"}}]}\n\n'], "refused"),
        ([event("", "content_filter")], "refused"),
        ([b"x" * 200_000], "too_long"),
        ([b": beat\n" * 1000] * 100, "too_long"),
        ([event("重新登录[1]。")], "broken_off"),
        ([], "broken_off"),
    ],
)
def test_a_broken_stream_leaves_the_extract(model, result, pieces, reason):
    model.pieces = pieces
    assert tell(result)[1] == Outcome(reason)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 429, 500, 503])
def test_a_refusal_leaves_the_extract(model, result, status):
    model.status = status
    assert tell(result)[1] == Outcome("refused")


def test_a_page_in_place_of_a_stream_leaves_the_extract(model, result):
    model.kind, model.pieces = "text/html", [b"<h1>Welcome</h1>"]
    assert tell(result)[1] == Outcome("garbled")


@pytest.mark.parametrize("how", ["silent", "hang", "dribble", "empty events"])
def test_whoever_is_slow_is_left_in_time(model, result, settings, monkeypatch, how):
    settings.KB_LLM_SECONDS = 0.3
    model.silent = how == "silent"
    piece = b":\n" if how == "dribble" else event("")
    model.pieces = model.hang if how == "hang" else model.dribble(piece)
    started = time.monotonic()
    assert tell(result)[1] == Outcome("timeout")
    assert time.monotonic() - started < 3


def test_silence_ends_before_the_whole_time_is_up(model, result, monkeypatch):
    monkeypatch.setattr(completing, "SILENCE", 0.2)
    model.silent = True
    assert tell(result)[1] == Outcome("timeout")


def test_nobody_there_leaves_the_extract(model, result, settings):
    settings.KB_LLM_URL = "http://127.0.0.1:1/v1"
    assert tell(result)[1] == Outcome("unreachable")


def test_without_a_model_nothing_is_asked(model, result, settings):
    settings.KB_LLM_URL = ""
    assert tell(result)[1] == Outcome("off")
    assert not model.asked


def test_an_answer_that_was_cut_loses_its_half_sentence(model, result):
    model.pieces = says("重新登录[1]。检查密", "length")
    assert tell(result)[1].phrased.text == "重新登录[1]。"


def test_one_at_a_time_and_silence_beats(model, result, monkeypatch):
    monkeypatch.setattr(telling, "BEAT", 0.01)
    model.silent = True
    first = answer_tell(result=result)
    assert next(first) is None
    assert answer_tell(result=result) is None
    first.close()
    model.silent, model.pieces = False, says(GOOD)
    assert tell(result)[1].reason == "phrased"

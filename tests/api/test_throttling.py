"""Throttles: each caller by what it is known by, and headers that say what is left."""

import re

import pytest

from answers.models import Bot
from answers.services.accounts import bot_create, key_make

URL = "/api/v1/tags"
pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    return key_make(bot=bot_create(name="helper"))[1].text


@pytest.fixture
def get(client):
    def call(key="", path=URL, **more):
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return client.get(path, headers=headers, **more)

    return call


def test_every_answer_says_what_is_left(get, settings):
    settings.KB_THROTTLE_ANON = "2/min"
    answers = [get() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    left = [re.fullmatch(r'"anon";r=(\d+);t=(\d+)', a["RateLimit"]) for a in answers]
    assert [match[1] for match in left] == ["1", "0", "0"]
    assert answers[0]["RateLimit-Policy"] == '"anon";q=2;w=60'
    assert answers[2]["Retry-After"] == left[2][2]


def test_without_a_limit_nothing_is_said(get):
    assert "RateLimit" not in get()


def test_a_key_is_counted_by_itself_and_not_by_its_address(get, key, settings):
    settings.KB_THROTTLE_ANON, settings.KB_THROTTLE_BOT = "1/d", "3/d"
    other = key_make(bot=bot_create(name="other"))[1].text
    assert [get().status_code for _ in range(2)] == [200, 429]
    assert [get(key).status_code for _ in range(4)] == [200] * 3 + [429]
    assert get(other).status_code == 200


def test_a_bot_may_have_a_rate_of_its_own(get, key, settings):
    settings.KB_THROTTLE_BOT = "1/d"
    Bot.objects.update(rate="2/d")
    assert [get(key).status_code for _ in range(3)] == [200, 200, 429]
    assert get(key)["RateLimit-Policy"] == '"bot";q=2;w=86400'


def test_who_is_refused_for_the_scope_is_told_that_first(get, key, settings):
    settings.KB_THROTTLE_BOT = "1/d"
    Bot.objects.update(scopes=["feedback"])
    assert [get(key).status_code for _ in range(2)] == [403, 403]


def test_votes_of_a_bot_count_for_the_bot(client, key, settings, make_article):
    settings.KB_THROTTLE_FEEDBACK, settings.KB_THROTTLE_BOT = "1/d", "2/d"
    make_article("a")

    def vote(key=""):
        headers = {"authorization": f"Bearer {key}"} if key else {}
        path = "/api/v1/articles/a/feedback"
        kind = "application/json"
        return client.post(path, '{"vote": "up"}', kind, headers=headers).status_code

    assert [vote(), vote()] == [200, 429]
    assert [vote(key), vote(key), vote(key)] == [200, 200, 429]

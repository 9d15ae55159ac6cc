"""Pins: staff put an article first, readers see it, and nothing leaks by it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from answers.lib.cached import clear_all
from answers.models import Article, Pin
from answers.services.ask import question_ask
from answers.services.search import Question, article_search

READER = AnonymousUser()


@pytest.fixture
def pin(index, make_article):
    make_article("a", title="403 token invalid")
    make_article("b", title="Resetting a password", answer="Use the console.")

    def make(text, key="b", **fields):
        row = Pin(text=text, article=Article.objects.get(key=key), **fields)
        row.full_clean()
        row.save()
        clear_all()
        return row

    return make


def found(text, **fields):
    search = Question(text, **fields)
    results = article_search(question=search, viewer=READER).results
    return [(one.article.key, one.pinned) for one in results]


def test_a_pinned_article_comes_first_and_is_marked(pin):
    assert found("token invalid!") == [("a", False)]
    pin("Token INVALID")
    assert found("token invalid!") == [("b", True), ("a", False)]
    assert found("token is invalid") == [("a", False)]


def test_a_pin_on_a_symptom_holds_for_every_question_that_shows_it(pin):
    pin("HTTP 403", by="symptom")
    assert found("my server says HTTP 403 since the token expired")[0] == ("b", True)


def test_a_switched_off_pin_does_nothing(pin):
    pin("token invalid", enabled=False)
    assert found("token invalid") == [("a", False)]


def test_a_pin_shows_nobody_what_he_may_not_read(pin):
    pin("token invalid")
    Article.objects.filter(key="b").update(internal=True)
    assert found("token invalid") == [("a", False)]


def test_a_filter_keeps_out_a_pinned_article_that_does_not_pass(pin):
    pin("token invalid")
    assert found("token invalid", category="none") == []


def test_a_pinned_article_stands_on_one_page_only(pin, make_article):
    for number in range(8):
        make_article(f"x{number}")
    pin("token invalid", key="x5")
    keys = [
        key
        for offset in (0, 3, 6)
        for key, _ in found("token invalid", limit=3, offset=offset)
    ]
    assert keys[0] == "x5"
    assert len(keys) == len(set(keys)) == 9


def test_ask_answers_with_the_pinned_article(pin):
    pin("zzz qqq")
    result = question_ask(question=Question("zzz qqq"), viewer=READER, channel="api")
    assert (result.status, result.pinned, result.best.article.key) == (
        "answered", True, "b",
    )  # fmt: skip
    assert result.confidence == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("text", "by"), [("…", "question"), ("hello", "symptom"), ("", "question")]
)
def test_what_could_never_match_is_refused(pin, text, by):
    with pytest.raises(ValidationError):
        pin(text, by=by)

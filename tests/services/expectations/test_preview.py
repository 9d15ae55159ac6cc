"""Trying: readers' queries before and after, and nothing is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from answers.models import Article, Pin, SearchEvent, SynonymGroup
from answers.services.expectations import expectation_add, preview
from answers.services.expectations.preview import pin_preview, synonyms_preview


@pytest.fixture
def library(index, make_article):
    answer = "返回 403 时，令牌已过期，重新登录。"
    make_article("right", title="登录失败", answer=answer)
    for number in range(4):
        title = f"端口 {9848 + number} 怎么开放"
        make_article(f"port-{number}", title=title, answer="在防火墙开放端口。")


def searched(text, times=1, days=0, kind="search"):
    at = timezone.now() - dt.timedelta(days=days)
    for _ in range(times):
        number = SearchEvent.objects.count()
        SearchEvent.objects.create(
            token=f"t{number}", at=at, kind=kind, channel="web", text=text
        )


def test_only_the_queries_that_change_are_shown_with_both_orders(library):
    searched("返回 403", times=2)
    searched("怎么开放")
    trial = synonyms_preview(words=[["403", "端口"]])
    assert (trial.tried, trial.total) == (2, 2)
    [changed] = trial.changed
    assert (changed.text, changed.count) == ("返回 403", 2)
    assert [place.heading for place in changed.before] == ["登录失败"]
    after = {place.heading: place.moved for place in changed.after}
    assert "new" in after.values()
    assert after["登录失败"] in ("down", "same")
    assert not SynonymGroup.objects.exists()


def test_what_found_nothing_and_would_find_is_counted(library):
    searched("qqxyz")
    trial = synonyms_preview(words=[["qqxyz", "令牌"]])
    assert trial.found == 1
    [changed] = trial.changed
    assert changed.before == ()
    assert changed.after[0].heading == "登录失败"


def test_a_group_that_goes_is_tried_too(library):
    group = SynonymGroup.objects.create(words=["qqxyz", "令牌"])
    searched("qqxyz")
    trial = synonyms_preview(words=[], without=[group.pk])
    assert [one.after for one in trial.changed] == [()]
    assert trial.changed[0].before[0].moved == "new"


def test_it_names_the_expectations_that_would_break(library):
    right = Article.objects.get(key="right")
    expectation_add(question="返回 403", article=right, within=1)
    assert synonyms_preview(words=[["令牌", "token"]]).broken == ()
    [broken] = synonyms_preview(words=[["403", "端口"]]).broken
    assert "返回 403" in broken.sentence


def test_only_recent_searches_count_the_most_frequent_first(library):
    searched("qqxyz", days=31)
    searched("qqxyz 令", kind="ask")
    searched("登录")
    searched("端口", times=3)
    assert synonyms_preview(words=[["qqxyz", "令牌"]]).total == 2
    assert pin_first(most=1).changed[0].text == "端口"


def pin_first(text="端口", **options):
    article = Article.objects.get(key="right")
    pin = Pin(text=text, article=article)
    pin.clean()
    return pin_preview(pin=pin, **options)


def test_a_pin_moves_its_article_up_for_its_question_alone(library):
    searched("端口")
    searched("端口 开放")
    [changed] = pin_first().changed
    assert changed.text == "端口"
    assert changed.after[0].heading == "登录失败"
    assert [place.moved for place in changed.after][:2] == ["new", "down"]
    assert not Pin.objects.exists()


def test_a_pin_shows_nobody_what_he_may_not_read(library):
    searched("端口")
    Article.objects.filter(key="right").update(internal=True)
    assert pin_first().changed == ()


def test_time_is_bounded_and_it_says_how_many_were_tried(library, monkeypatch):
    monkeypatch.setattr(preview, "SECONDS", -1.0)
    for number in range(5):
        searched(f"端口 {number}")
    trial = pin_first()
    assert (trial.tried, trial.total) == (1, 5)

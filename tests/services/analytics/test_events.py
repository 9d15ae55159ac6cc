"""Recording: enough to see what is missing, nothing about who asked."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from answers.models import ArticleView, SearchEvent
from answers.services.analytics import events_expire
from answers.services.analytics.events import (
    result_opened,
    search_continued,
    search_record,
    view_record,
)
from answers.services.analytics.recorder import recorder
from answers.services.ask import question_answer, question_ask
from answers.services.search import Question, article_search

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


def search(text="token", channel="web", event="", **filters):
    asked = Question(text=text, **filters)
    return article_search(question=asked, viewer=ANYBODY, channel=channel, event=event)


def events():
    recorder.flush()
    return list(SearchEvent.objects.order_by("pk"))


def event_of(text, **fields):
    return SearchEvent(kind=SearchEvent.Kind.SEARCH, channel="web", text=text, **fields)


def test_a_search_says_what_was_asked_and_proposed(recording, index, make_article):
    article = make_article()
    answer = search("403 token", product="")
    [event] = events()
    assert (event.kind, event.channel, event.text) == ("search", "web", "403 token")
    assert (event.total, event.proposed, event.opened) == (1, [article.pk], None)
    assert event.token == answer.event
    assert event.language == "en"


def test_a_question_says_how_it_was_answered(recording, index, make_article):
    article = make_article()
    known = question_ask(
        question=Question("403 token invalid"), viewer=ANYBODY, channel="api"
    )
    question_ask(question=Question("量子纠缠怎么配置"), viewer=ANYBODY, channel="api")
    answered, unknown = events()
    assert (answered.kind, answered.status) == ("ask", "answered")
    assert answered.confidence == known.confidence
    assert answered.proposed == [article.pk]
    assert (unknown.status, unknown.language) == ("unknown", "zh")


def test_judging_leaves_no_trace(recording, index, make_article):
    make_article()
    judged = question_answer(question=Question("量子纠缠怎么配置"), viewer=ANYBODY)
    assert (judged.status, judged.inquiry, judged.event) == ("unknown", None, "")
    assert events() == []


def test_secrets_and_length_stay_outside(recording):
    text = "login password=Hunter2xy from 10.0.0.7 " + "x" * 9_000
    search_record(event=event_of(text))
    [event] = events()
    assert "Hunter2xy" not in event.text
    assert "10.0.0.7" not in event.text
    assert len(event.text) == 1_000


def test_paging_narrowing_and_silent_callers_are_no_new_events(
    recording, index, make_article
):
    make_article()
    first = search()
    later = search(event=first.event, product="nacos")
    assert later.event == first.event
    search(offset=10)
    search(channel="")
    assert len(events()) == 1


def test_a_token_of_long_ago_or_of_nobody_starts_anew(recording):
    old = int((timezone.now() - dt.timedelta(hours=2)).timestamp()) // 60
    assert search_continued(token=f"{old:x}.abcdefghijk") == ""
    assert search_continued(token="' OR 1=1") == ""
    token = search_record(event=event_of("x"))
    assert search_continued(token=token) == token


def test_what_was_opened_last_is_known(recording, make_article):
    one, other = make_article(key="one"), make_article(key="other")
    token = search_record(event=event_of("x"))
    result_opened(token=token, article=one)
    result_opened(token=token, article=other)
    result_opened(token="made.up", article=one)
    [event] = events()
    assert event.opened == other


def test_views_are_counted_by_day(recording, make_article):
    one, other = make_article(key="one"), make_article(key="other")
    for article in (one, one, other):
        view_record(article=article)
    recorder.flush()
    view_record(article=one)
    recorder.flush()
    rows = ArticleView.objects.values_list("article__key", "count", "day")
    today = timezone.localdate()
    assert sorted(rows) == [("one", 3, today), ("other", 1, today)]


def test_switched_off_nothing_is_kept(recording, settings, make_article):
    search_record(event=event_of("before"))
    view_record(article=make_article())
    recorder.flush()
    settings.KB_ANALYTICS_DAYS = None
    assert search_record(event=event_of("after")) == ""
    view_record(article=make_article())
    assert [event.text for event in events()] == ["before"]
    assert events_expire() == 2
    assert events() == []
    assert not ArticleView.objects.exists()


def test_what_is_old_goes_and_the_rest_stays(recording, make_article):
    article = make_article()
    for days in (0, 89, 91):
        search_record(event=event_of(f"{days} days"))
        ArticleView.objects.create(
            article=article, day=timezone.localdate() - dt.timedelta(days=days)
        )
    for event in events():
        age = dt.timedelta(days=int(event.text.split()[0]))
        SearchEvent.objects.filter(pk=event.pk).update(at=timezone.now() - age)
    assert events_expire() == 2
    assert [event.text for event in events()] == ["0 days", "89 days"]
    assert ArticleView.objects.count() == 2

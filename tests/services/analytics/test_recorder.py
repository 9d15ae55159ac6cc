"""The recorder: bounded, never in a reader's way, honest about what it dropped."""

import threading

import pytest
from django.db import OperationalError
from django.utils import timezone

from answers.models import ArticleView, SearchEvent
from answers.services.analytics.events import search_record, view_record
from answers.services.analytics.recorder import Recorder, recorder


def record(text="x"):
    event = SearchEvent(kind=SearchEvent.Kind.SEARCH, channel="web", text=text)
    return search_record(event=event)


@pytest.mark.django_db
def test_what_the_database_refuses_is_counted_in_the_log(
    recording, monkeypatch, caplog
):
    def refuse(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(SearchEvent.objects, "bulk_create", refuse)
    record()
    record()
    recorder.flush()
    assert "2 searches or views were not kept" in caplog.text
    monkeypatch.undo()
    recorder.flush()
    assert not SearchEvent.objects.exists()


@pytest.mark.django_db
def test_memory_is_bounded(recording, monkeypatch, caplog):
    monkeypatch.setattr("answers.services.analytics.recorder.MAX_BUFFERED", 3)
    for number in range(5):
        record(str(number))
    recorder.flush()
    assert SearchEvent.objects.count() == 3
    assert "2 searches or views were not kept" in caplog.text


@pytest.mark.django_db
def test_recording_asks_the_database_nothing(
    recording, make_article, django_assert_num_queries
):
    article = make_article()
    with django_assert_num_queries(0):
        record()
        view_record(article=article)


@pytest.mark.django_db(transaction=True)
def test_a_thread_writes_soon_and_ends_when_nothing_waits(
    settings, monkeypatch, make_article
):
    settings.KB_ANALYTICS_DAYS = 90
    monkeypatch.setattr(recorder._worker, "_delay", 0)
    started = []
    start = threading.Thread.start
    monkeypatch.setattr(
        threading.Thread, "start", lambda self: (started.append(self), start(self))
    )
    article = make_article()
    record()
    view_record(article=article)
    for thread in started:
        thread.join(timeout=30)
        assert not thread.is_alive()
    assert SearchEvent.objects.count() == 1
    assert ArticleView.objects.get().count == 1


@pytest.mark.django_db(transaction=True)
def test_a_fault_does_not_end_the_recording(settings, monkeypatch, caplog):
    settings.KB_ANALYTICS_DAYS = 90
    fresh = Recorder()
    monkeypatch.setattr(fresh._worker, "_delay", 0)
    monkeypatch.setattr(fresh, "flush", lambda: 1 / 0)
    fresh._worker.wake().join(30)
    assert "recorder failed" in caplog.text
    monkeypatch.undo()
    monkeypatch.setattr(fresh._worker, "_delay", 0)
    fresh.event(SearchEvent(token="x", at=timezone.now(), kind="search", text="y"))
    fresh._worker.stop(30)
    fresh.flush()
    assert SearchEvent.objects.count() == 1

from unittest.mock import Mock

import pytest
from django.db import transaction

from answers.index import get_engine
from answers.lib.errors import IndexBusyError, IndexUnavailableError
from answers.models import Article, IndexChange, Revision
from answers.services import indexing
from answers.services.indexing import (
    Healer,
    document_of,
    index_check,
    index_ensure,
    index_queue,
    index_rebuild,
    index_sync,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_indexable_is_one_rule_in_two_forms(make_article):
    make_article("a")
    make_article("b")
    Article.objects.filter(key="b").update(status="retired")
    Article.objects.create(key="c", title="c", updated_at="2026-01-01T00:00:00Z")
    rows = set(Article.objects.indexable())
    assert rows == {a for a in Article.objects.all() if a.is_indexable}
    assert {a.key for a in rows} == {"a"}


def test_a_change_is_queued_with_it_and_written_after_the_commit(index, make_article):
    article = make_article("a")
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(internal=True)
        index_queue([article])
        assert IndexChange.objects.count() == 1
        assert not index_check().clean
    assert index_check().clean


def test_a_rolled_back_change_queues_nothing(index, make_article):
    article = make_article("a")
    with transaction.atomic():
        index_queue([article])
        transaction.set_rollback(True)
    assert not IndexChange.objects.exists()


@pytest.mark.parametrize("error", [IndexBusyError, IndexUnavailableError])
def test_a_change_outlives_an_index_that_cannot_be_written(
    index, make_article, monkeypatch, error
):
    article = make_article("a")

    def fail(*args):
        raise error("not now")

    monkeypatch.setattr(type(index), "write", fail)
    index_queue([article])
    assert IndexChange.objects.count() == 1
    monkeypatch.undo()
    assert index_sync() == 1
    assert index_check().clean


def test_changes_queued_while_syncing_stay(index, make_article, monkeypatch):
    make_article("a")
    article = Article.objects.get(key="a")
    IndexChange.objects.remember([article.pk])
    monkeypatch.setattr(indexing, "BATCH", 1)
    real = type(index).write

    def write(self, documents, gone=()):
        real(self, documents, gone)
        if IndexChange.objects.count() == 1:
            IndexChange.objects.remember([article.pk])

    monkeypatch.setattr(type(index), "write", write)
    batches = iter(indexing._batches())
    assert len(next(batches)) == 1


def test_rebuild_drops_the_queue_it_covers(make_article):
    make_article("a")
    assert IndexChange.objects.count() == 1
    assert index_rebuild() == 1
    assert index_check().clean


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda a: get_engine().write([], [a.pk]), "missing"),
        (lambda a: Article.objects.filter(pk=a.pk).update(internal=True), "stale"),
        (lambda a: Article.objects.filter(pk=a.pk).update(status="retired"), "extra"),
        (lambda a: Revision.objects.update(renderer="old"), "unrendered"),
        (lambda a: IndexChange.objects.remember([a.pk]), "queued"),
    ],
)
def test_check_finds_drift_and_rebuild_mends_it(index, make_article, spoil, what):
    spoil(make_article("a"))
    drift = index_check()
    assert not drift.clean
    assert getattr(drift, what)
    index_rebuild()
    assert index_check().clean


def test_check_says_that_there_is_no_index(make_article):
    make_article("a")
    assert index_check().unavailable


def test_ensure_takes_the_cheapest_way(make_article):
    make_article("a")
    assert index_ensure() == "rebuilt"
    assert index_ensure() == "nothing"
    make_article("b")
    assert index_ensure() == "synced"
    get_engine().write([], [Article.objects.get(key="a").pk])
    assert index_ensure() == "rebuilt"
    Revision.objects.update(renderer="old")
    assert index_ensure() == "rebuilt"
    assert index_check().clean


def test_rebuild_renders_what_an_older_renderer_made(make_article):
    article = make_article("a")
    Revision.objects.update(renderer="old", answer_html="old")
    index_rebuild()
    article.current.refresh_from_db()
    assert "过期" in article.current.answer_html


def test_the_healer_rebuilds_in_the_background(make_article):
    make_article("a")
    thread = Healer().start()
    thread.join(30)
    assert index_check().clean


def test_one_healer_runs_at_a_time(make_article, monkeypatch):
    healer = Healer()
    monkeypatch.setattr(indexing, "index_ensure", lambda: healer.start() and "twice")
    first = healer.start()
    first.join(30)
    assert healer.start() is not None


@pytest.mark.parametrize("error", [IndexBusyError("x"), OSError("disk full")])
def test_a_healer_that_fails_tries_again_later(make_article, monkeypatch, error):
    make_article("a")
    healer = Healer()
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "index_ensure", Mock(side_effect=error))
        healer.start().join(30)
    assert not index_check().clean
    healer.start().join(30)
    assert index_check().clean


def test_a_check_starts_only_where_changes_are_queued(index, make_article, monkeypatch):
    started = []
    healer = Healer()
    monkeypatch.setattr(healer, "start", lambda: started.append(1))
    healer.check()
    assert started == []
    IndexChange.objects.remember([1])
    healer.check()
    assert started == []  # checked a moment ago
    healer._checked_at = float("-inf")
    healer.check()
    assert started == [1]


def test_an_article_without_revision_has_no_document():
    article = Article.objects.create(
        key="c", title="c", updated_at="2026-01-01T00:00:00Z"
    )
    with pytest.raises(ValueError, match="no revision"):
        document_of(article)

"""Fixtures that every room's tests may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from answers.content import ParsedArticle, derive, parse_references
from answers.index import get_engine
from answers.lib.cached import clear_all
from answers.models import Article
from answers.services.analytics.recorder import Recorder, recorder
from answers.services.indexing import index_rebuild, index_sync
from answers.services.publication import NewRevision, write_revisions


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--write`` writes pages of docs/ that tests produce, instead of comparing.

    ``--all`` also runs the tests marked ``slow``, as CI does.
    """
    parser.addoption("--write", action="store_true")
    parser.addoption("--all", action="store_true")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Skip what is marked ``slow`` in a plain run; a test named by its id runs."""
    named = any("::" in given for given in config.args)
    if "CI" in os.environ or config.getoption("--all") or named:
        return
    skip = pytest.mark.skip(reason="slow: make test-all runs it")
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End what threads of tests left open: PostgreSQL drops no database in use."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    """Give every test a place of its own for the index, and an empty cache."""
    settings.KB_SEARCH_URL = f"whoosh://{tmp_path / 'index'}"
    cache.clear()
    clear_all()
    recorder.forget()


@pytest.fixture
def recording(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Record searches and views; they are written when a test says ``flush``."""
    settings.KB_ANALYTICS_DAYS = 90
    monkeypatch.setattr(Recorder, "start", lambda self: None)
    return recorder


@pytest.fixture
def index(db: None) -> Any:
    """Return the engine over an index that is there and empty."""
    index_rebuild()
    return get_engine()


@pytest.fixture
def make_article(request: pytest.FixtureRequest, db: None) -> Callable[..., Article]:
    """Return a function that publishes an article, and indexes it beside ``index``."""

    def make(key: str = "token-invalid", **fields: Any) -> Article:
        product = fields.pop("product", "")
        fields.setdefault("title", "403 token invalid")
        fields.setdefault("question", fields["title"])
        fields.setdefault(
            "answer", "1. **Token 过期**：重新登录。\n2. 检查密钥是否一致。"
        )
        references = parse_references(fields.pop("references", ""))
        content = ParsedArticle(key=key, references=references, **fields)
        with transaction.atomic():
            write_revisions([NewRevision(content, derive(content), product=product)])
        if "index" in request.fixturenames:
            index_sync()
        return Article.objects.select_related("current", "product").get(key=key)

    return make

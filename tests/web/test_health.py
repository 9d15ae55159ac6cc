"""Health: alive is cheap, ready is true."""

import pytest
from django.db import OperationalError

from answers.web import health


def test_alive_needs_no_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_where_rows_and_index_answer(client, index):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "search": "ok"}


@pytest.mark.django_db
def test_not_ready_without_an_index(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["search"] == "search_unavailable"


def test_not_ready_without_a_database(client, monkeypatch):
    def broken(**_):
        raise OperationalError

    monkeypatch.setattr(health, "article_list", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "OperationalError"


def test_neither_is_cached(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]

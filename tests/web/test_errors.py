"""Error pages: in the reader's language, with a way on, and never a bare 5xx."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import translation

from answers.web import errors, home

pytestmark = pytest.mark.django_db


def test_what_is_not_there_is_a_404_with_a_search_box(client):
    response = client.get("/nothing/here")
    assert response.status_code == 404
    assert 'action="/search"' in response.content.decode()


def test_a_request_that_is_too_large_is_a_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/search", {"q": "x" * 2000})
    assert response.status_code == 413
    assert "几十行" in response.content.decode()


def test_a_vote_that_is_too_large_is_a_413(client, settings, make_article):
    make_article()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    form = {"vote": "down", "comment": "x" * 2000}
    assert client.post("/articles/token-invalid/feedback/", form).status_code == 413


def test_too_many_fields_are_a_400(client):
    response = client.get("/search?" + "a=1&" * 2000)
    assert response.status_code == 400
    assert "这个请求读不懂" in response.content.decode()


def test_a_refusal_is_a_403(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    with translation.override("zh-hans"):
        response = errors.permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert "没有权限" in response.content.decode()


def test_a_crash_is_a_500_that_needs_no_database(
    monkeypatch, django_db_blocker, settings
):
    def crash(**_):
        raise RuntimeError

    monkeypatch.setattr(home, "home_get", crash)
    client = Client(raise_request_exception=False, headers={"x-request-id": "a" * 12})
    response = client.get("/")
    assert response.status_code == 500
    assert "a" * 12 in response.content.decode()
    with django_db_blocker.block():
        assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_the_site_uses_these_pages():
    resolver = get_resolver()
    assert resolver.resolve_error_handler(404) is errors.page_not_found
    assert resolver.resolve_error_handler(500) is errors.server_error

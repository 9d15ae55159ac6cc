"""The Nu HTML checker has nothing against any page, empty and failing ones too."""

import json
import subprocess

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from answers.web import errors
from tests.needs import needs_module
from tests.web import sweep

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "pages"
    path.mkdir()
    return path


@pytest.fixture(scope="module")
def checker():
    return needs_module("vnu-jar", "java") / "build" / "dist" / "vnu.jar"


def complaints(checker, folder):
    """Return the errors and warnings of all pages in a folder."""
    command = ["java", "-jar", checker, "--format", "json", "--stdout", folder]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120)
    messages = json.loads(said.stdout)["messages"]
    return [
        f"{one['url'].rpartition('/')[2]}:{one.get('lastLine')}: {one['message']}"
        f" … {one.get('extract', '')}"
        for one in messages
        if one["type"] == "error"
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_valid(checker, client, index, make_article, folder, language):
    filled = sweep.fill(make_article)
    for number, path in enumerate(sweep.paths(filled)):
        response = client.get(path, headers={"accept-language": language})
        assert response["Content-Type"].startswith("text/html"), path
        (folder / f"{number}.html").write_bytes(response.content)
    for number, form in enumerate(sweep.ASKED):
        page = client.post("/ask/", form, headers={"accept-language": language})
        (folder / f"asked-{number}.html").write_bytes(page.content)
    (folder / "log.html").write_bytes(
        client.post("/search", {"q": "token invalid\n" * 80}).content
    )
    assert complaints(checker, folder) == []


def test_pages_without_articles_are_valid(checker, client, index, folder):
    for name, path in {"home": "/", "none": "/search?q=x", "tags": "/tags/"}.items():
        (folder / f"{name}.html").write_bytes(client.get(path).content)
    assert complaints(checker, folder) == []


def test_pages_of_refusals_are_valid(checker, rf, db, folder):
    request = rf.get("/")
    request.user = AnonymousUser()
    pages = {
        "400": errors.bad_request(request, message="<b>"),
        "403": errors.permission_denied(request, PermissionDenied()),
        "404": errors.page_not_found(request),
        "429": errors.too_many_requests(request, seconds=7),
        "500": errors.server_error(request),
    }
    for name, response in pages.items():
        (folder / f"{name}.html").write_bytes(response.content)
    assert complaints(checker, folder) == []


def test_the_checker_finds_what_is_wrong(checker, folder):
    page = "<!doctype html><html lang=en><title>x</title><p><div></p>"
    (folder / "wrong.html").write_text(page)
    assert complaints(checker, folder)

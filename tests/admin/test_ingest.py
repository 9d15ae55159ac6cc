"""The import page: upload, look, take in; bad files are refused with the reason."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from answers.models import Article
from answers.services.ingest.archive import _write, import_get
from tests.admin.conftest import page
from tests.services.ingest.test_archive import SITE, packed

START = page("article_import")


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.KB_DATA_DIR = tmp_path


def send(desk, data=None, name="site.zip", **fields):
    data = packed(**SITE).read() if data is None else data
    file = SimpleUploadedFile(name, data)
    return desk.post(START, {"archive": file, **fields})


def test_it_shows_what_would_happen_before_it_does(desk, db):
    response = send(desk, product="nacos")
    text = desk.get(response.headers["Location"]).content.decode()
    assert "question-history-2" in text
    assert "bad.md" in text
    assert not Article.objects.exists()


def test_pressing_the_button_starts_it_and_the_page_looks_again(desk, monkeypatch):
    started = []
    monkeypatch.setattr(
        "answers.admin.ingest.import_start", lambda **given: started.append(given)
    )
    address = send(desk).headers["Location"]
    assert desk.post(address).headers["Location"] == address
    (given,) = started
    assert given["job"].name == "site.zip"


@pytest.mark.parametrize("status", ["running", "done", "failed"])
def test_it_tells_how_far_it_is(desk, status):
    address = send(desk).headers["Location"]
    job = import_get(token=address.split("/")[-2])
    _write(replace(job, status=status, done=3, total=10, told_at=time.time()))
    response = desk.get(address)
    text = response.content.decode()
    assert ("Refresh" in response.headers) == (status == "running")
    assert ("<progress" in text) == (status == "running")
    assert ('class="dayi-decide"' in text) == (status == "failed")


@pytest.mark.parametrize(
    ("data", "words"), [(b"no zip", "zip"), (b"", ""), (b"PK\x03\x04", "zip")]
)
def test_a_bad_file_is_refused_with_the_reason(desk, data, words):
    response = send(desk, data)
    assert response.status_code == 200
    assert response.context["form"].errors["archive"]
    assert words in str(response.context["form"].errors["archive"])


def test_no_file_is_an_error_of_the_field(desk, db):
    assert "archive" in desk.post(START, {}).context["form"].errors


def test_an_unknown_import_leads_back(desk, db):
    for token in ("x" * 24, "a", "a.b"):
        response = desk.get(f"{START}{token}/")
        assert response.headers["Location"] == START


def test_authors_import_nothing(db):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Authors"))
    client = Client()
    client.force_login(user)
    assert client.get(START).status_code == 403
    assert START not in client.get("/admin/").content.decode()

import io
import os
import time
import zipfile
from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User

from answers.lib.errors import InvalidError, NotFoundError
from answers.models import Article, Inquiry
from answers.services.expectations import expectation_add
from answers.services.ingest.archive import (
    SILENT,
    _write,
    archive_unpack,
    import_get,
    import_preview,
    import_start,
)
from answers.services.inquiries import InquiryData, inquiry_create
from tests.content.samples import BARE, FULL

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.KB_DATA_DIR = tmp_path


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss")


def packed(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    data.seek(0)
    return data


SITE = {"docs/a.md": BARE, "docs/b.md": FULL, "docs/bad.md": "---\ntitle: x"}


def upload(name="site.zip", **options):
    return archive_unpack(archive=packed(**SITE), name=name, **options)


def finish(job, boss):
    thread = import_start(job=job, author=boss)
    assert thread is not None
    thread.join()
    return import_get(token=job.token)


def test_a_preview_says_what_would_happen_and_writes_nothing(boss):
    job = import_preview(job=upload(product="nacos"))
    assert job.counts == {"new": 2}
    assert [row[:2] for row in job.rows] == [
        ["new", "question-history-2"], ["new", "question-history-1"],
    ]  # fmt: skip
    assert [path for path, _ in job.refused] == ["bad.md"]
    assert not Article.objects.exists()


def test_what_is_refused_is_told_and_what_a_program_left_is_not(boss):
    files = SITE | {"../evil.md": "x", "docs/.DS_Store": "x", "__MACOSX/._a.md": "x"}
    job = archive_unpack(archive=packed(**files), name="a.zip")
    assert [path for path, _ in job.refused] == ["../evil.md"]


def test_an_import_takes_in_and_tells(boss, tmp_path):
    job = finish(upload(product="nacos"), boss)
    assert (job.status, job.counts) == ("done", {"new": 2})
    assert Article.objects.filter(product__slug="nacos").count() == 2
    assert LogEntry.objects.get().object_repr == "site.zip"
    assert not list((tmp_path / "imports").rglob("*.md"))
    again = finish(upload(product="nacos"), boss)
    assert again.counts == {"unchanged": 2}


def test_an_import_tells_what_is_expected_and_does_not_hold(boss, make_article):
    expectation_add(question="红烧肉怎么做", article=make_article())
    inquiry_create(data=InquiryData(text="客户端报 403 怎么办", channel="web"))
    job = finish(upload(product="nacos"), boss)
    assert "红烧肉怎么做" in "".join(job.broken)
    assert job.offered == Inquiry.objects.exclude(offer=None).count()


def test_a_run_that_was_killed_goes_on(boss, monkeypatch):
    def killed(**options):
        raise RuntimeError

    job = upload()
    monkeypatch.setattr("answers.services.ingest.archive.folder_ingest", killed)
    assert finish(job, boss).status == "failed"
    monkeypatch.undo()
    silent = replace(job, status="running", told_at=time.time() - SILENT - 1)
    _write(silent)
    assert import_get(token=job.token).interrupted
    assert finish(silent, boss).status == "done"


def test_two_starts_are_one(boss, monkeypatch, tmp_path):
    job = upload()
    (tmp_path / "imports" / job.token / "lock").touch()
    assert import_start(job=job, author=boss) is None


def test_what_cannot_be_read_leaves_nothing_behind(settings, tmp_path):
    settings.KB_IMPORT_MAX_BYTES = 100
    with pytest.raises(InvalidError, match="MB"):
        upload()
    with pytest.raises(InvalidError, match="zip"):
        archive_unpack(archive=io.BytesIO(b"x"), name="a.zip")
    assert not list((tmp_path / "imports").iterdir())


@pytest.mark.parametrize("token", ["", "..", "x" * 24, "../../etc/passwd", "\x00" * 24])
def test_there_is_no_import_of_any_other_name(token):
    with pytest.raises(NotFoundError):
        import_get(token=token)


@pytest.mark.parametrize("name", ["", "../../x.zip", "题 目.zip", "\x00", "a" * 500])
def test_no_name_of_a_file_does_harm(name, tmp_path):
    job = upload(name=name)
    assert import_preview(job=job).counts == {"new": 2}
    assert {p.name for p in tmp_path.iterdir() if p.is_dir()} <= {"imports", "index"}


def test_old_uploads_are_forgotten(tmp_path):
    job = upload()
    os.utime(tmp_path / "imports" / job.token, (0, 0))
    upload()
    with pytest.raises(NotFoundError):
        import_get(token=job.token)


def test_front_matter_that_would_end_the_process_is_refused(boss):
    deep = f"---\ntitle: {'[' * 20_000}\n---\nx"
    archive = packed(**{"docs/a.md": BARE, "docs/deep.md": deep})
    job = finish(archive_unpack(archive=archive, name="deep.zip"), boss)
    assert (job.status, job.counts["new"]) == ("done", 1)
    assert [path for path, why in job.refused if "nested deeper" in why] == ["deep.md"]

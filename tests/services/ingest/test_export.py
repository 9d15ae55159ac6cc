import json

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from answers.content import MANIFEST_NAME
from answers.lib.errors import InvalidError
from answers.models import Article
from answers.services.articles.status import article_set_status, article_show_to
from answers.services.ingest import folder_ingest
from answers.services.ingest.export import folder_export
from answers.services.revisions import Draft, draft_create
from tests.content.samples import BARE, FULL

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def ingest(tmp_path):
    def take(root, name, text, **options):
        path = tmp_path / root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        folder_ingest(path=tmp_path / root, **options)

    return take


def names(out):
    return sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())


def test_files_keep_their_names_and_two_of_one_name_their_folders(ingest, out):
    ingest("one", "sub/a.md", BARE)
    ingest("two", "sub/A.md", FULL)
    export = folder_export(path=out)
    assert names(out) == [MANIFEST_NAME, "sub/a.md", "two/sub/A.md"]
    assert (out / "sub/a.md").read_text() == BARE
    assert (out / "two/sub/A.md").read_text() == FULL
    assert export.count("same") == 2


def test_the_newest_place_of_a_file_is_its_name(ingest, out):
    ingest("one", "old.md", BARE)
    ingest("two", "new.md", BARE.replace("重启", "重新启动"))
    folder_export(path=out)
    assert names(out) == [MANIFEST_NAME, "new.md"]


@pytest.mark.parametrize("key", ["README", "_x", "a.b", "文"])
def test_what_staff_wrote_is_named_after_its_key_and_comes_back(make_article, out, key):
    make_article(key)
    folder_export(path=out)
    Article.objects.all().update(current=None)
    Article.objects.all().delete()
    assert folder_ingest(path=out).counts == {"new": 1}
    assert Article.objects.get().key == key


def test_who_may_read_it_and_its_product_come_back(ingest, make_article, out):
    ingest("docs", "a.md", BARE, product="Nacos")
    make_article("b", answer="nacos nacos nacos")
    article_show_to(articles=[Article.objects.get(key="b")], internal=True)
    article_set_status(
        articles=Article.objects.filter(key="question-history-2"),
        status="retired",
        replaced_by="b",
    )
    Article.objects.get(key="b").feedback_numbers.create(number=99)
    folder_export(path=out)
    Article.objects.all().update(current=None)
    Article.objects.all().delete()
    folder_ingest(path=out)
    found = {
        a.key: (a.status, a.internal, a.product and a.product.name)
        for a in Article.objects.select_related("product")
    }
    assert found == {
        "question-history-2": ("retired", False, "Nacos"),
        "b": ("published", True, None),
    }
    assert Article.objects.get(key="question-history-2").replaced_by.key == "b"
    assert Article.objects.get(key="b").feedback_numbers.get().number == 99
    assert folder_ingest(path=out).counts == {"unchanged": 2}


def test_an_export_never_changes_who_may_read_what_is_there(make_article, out):
    article = make_article("a")
    article_show_to(articles=[article], internal=True)
    folder_export(path=out)
    article.refresh_from_db()
    article_show_to(articles=[article], internal=False)
    folder_ingest(path=out)
    assert not Article.objects.get().internal


def test_drafts_are_counted_and_left_out(make_article, out):
    make_article("a")
    author = User.objects.create_user("author")
    draft_create(draft=Draft("secret", "", "secret"), author=author)
    assert folder_export(path=out).drafts == 1
    assert names(out) == [MANIFEST_NAME, "a.md"]


def test_a_second_export_replaces_the_first_and_nothing_else(ingest, out):
    ingest("docs", "a.md", BARE)
    ingest("docs", "b.md", FULL)
    folder_export(path=out)
    (out / "mine.txt").write_text("mine")
    article = Article.objects.get(key="question-history-2")
    Article.objects.filter(pk=article.pk).update(current=None)
    export = folder_export(path=out)
    assert export.removed == ("a.md",)
    assert names(out) == [MANIFEST_NAME, "b.md", "mine.txt"]


def test_a_folder_of_somebody_else_is_not_touched(make_article, out):
    make_article("a")
    out.mkdir()
    (out / "thesis.md").write_text("mine")
    with pytest.raises(InvalidError, match="other files"):
        folder_export(path=out)
    assert names(out) == ["thesis.md"]
    with pytest.raises(InvalidError, match="is a file"):
        folder_export(path=out / "thesis.md")


def test_no_manifest_leads_out_of_the_folder(make_article, out, tmp_path):
    make_article("a")
    folder_export(path=out)
    victim = tmp_path / "victim.md"
    victim.write_text("x")
    manifest = json.loads((out / MANIFEST_NAME).read_text())
    manifest["files"]["../victim.md"] = {}
    (out / MANIFEST_NAME).write_text(json.dumps(manifest))
    with pytest.raises(InvalidError):
        folder_export(path=out)
    assert victim.exists()


def test_a_broken_manifest_keeps_no_file_out_and_is_told(make_article, out):
    make_article("a")
    folder_export(path=out)
    (out / MANIFEST_NAME).write_text("{")
    report = folder_ingest(path=out)
    assert [p.code for p in report.problems] == ["manifest"]
    assert report.counts == {"unchanged": 1}


def test_the_command_says_what_it_wrote(ingest, out, capsys):
    ingest("docs", "a.md", BARE)
    call_command("export", str(out))
    assert "1 files: 1 as they came in, 0 edited, 0 written anew" in (
        capsys.readouterr().out
    )
    with pytest.raises(CommandError, match="is a file"):
        call_command("export", str(out / "a.md"))


def test_what_would_not_read_back_is_named(make_article, out, capsys):
    make_article("a", answer="x\n\n---")
    with pytest.raises(CommandError, match="1 file"):
        call_command("export", str(out))
    assert "a.md" in capsys.readouterr().err

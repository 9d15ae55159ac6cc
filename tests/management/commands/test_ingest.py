import json

import pytest
from django.core.management import CommandError, call_command

from answers.models import Article
from answers.services.expectations import expectation_add, expectations_run
from tests.content.samples import BARE, FULL

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "docs"
    path.mkdir()
    (path / "a.md").write_text(FULL)
    (path / "b.md").write_text(BARE)
    return path


def test_it_says_what_became_of_each_file(folder, capsys):
    call_command("ingest", str(folder))
    out = capsys.readouterr().out
    assert "new      question-history-1" in out
    assert "docs: 2 new; 0 refused, 0 skipped" in out


def test_a_second_run_says_that_nothing_changed(folder, capsys):
    call_command("ingest", str(folder))
    capsys.readouterr()
    call_command("ingest", str(folder))
    assert capsys.readouterr().out.startswith("docs: 2 unchanged; 0 refused")


def test_a_refused_file_ends_in_exit_code_1_and_the_others_go_in(folder, capsys):
    (folder / "bad.md").write_bytes(b"---\ntitle: \xff\n")
    (folder / "date.md").write_text("---\ntitle: t\ndate: soon\n---\na")
    with pytest.raises(CommandError) as error:
        call_command("ingest", str(folder))
    assert error.value.returncode == 1
    err = capsys.readouterr().err
    assert "refused  docs/bad.md:2: is not UTF-8" in err
    assert "warning  docs/date.md: date 'soon'" in err
    assert Article.objects.count() == 3


def test_json_reports_every_file(folder, capsys):
    (folder / "x.png").write_bytes(b"x")
    call_command("ingest", str(folder), "--json")
    (report,) = json.loads(capsys.readouterr().out)
    assert report["counts"] == {"new": 2}
    assert [f["path"] for f in report["files"]] == ["a.md", "b.md"]
    assert report["skipped"] == [
        {"path": "x.png", "reason": "no .md, .mdx, .markdown, .txt"}
    ]


def test_a_dry_run_shows_the_plan(folder, capsys):
    call_command("ingest", str(folder), "--dry-run")
    assert "would be: 2 new" in capsys.readouterr().out
    assert not Article.objects.exists()


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="does not exist"):
        call_command("ingest", str(tmp_path / "gone"))


def test_it_says_how_many_synonym_groups_came_with_the_folder(folder, capsys):
    (folder / "_glossary.txt").write_text("403 | forbidden\nalone\n")
    with pytest.raises(CommandError):
        call_command("ingest", str(folder))
    out, err = capsys.readouterr()
    assert "1 refused, 0 skipped" in out
    assert "1 synonym groups added" in out
    assert "refused  docs/_glossary.txt:2: needs at least two different words" in err


def test_json_counts_the_synonym_groups(folder, capsys):
    (folder / "_glossary.txt").write_text("403 | forbidden\n")
    for added in (1, 0):
        call_command("ingest", str(folder), "--json")
        (report,) = json.loads(capsys.readouterr().out)
        assert report["glossary"] == added


def test_what_breaks_an_expectation_goes_in_and_ends_in_exit_code_3(folder, capsys):
    call_command("ingest", str(folder))
    wanted = Article.objects.get(key="question-history-1")
    expectation_add(question=wanted.current.title, article=wanted, within=1)
    expectations_run()
    text = "---\nid: question-history-1\ntitle: 红烧肉\n---\n\n糖色炒好再放水。\n"
    (folder / "a.md").write_text(text)
    capsys.readouterr()
    with pytest.raises(CommandError, match="what held before is broken") as error:
        call_command("ingest", str(folder), "--json")
    assert error.value.returncode == 3
    (report,) = json.loads(capsys.readouterr().out)
    assert report["counts"]["changed"] == 1
    assert [row["broke"] for row in report["broken"]] == [True]
    (folder / "a.md").write_text(text + "再补一句。")
    call_command("ingest", str(folder))  # broken already: no fault of this run
    assert "broken: “" in capsys.readouterr().out

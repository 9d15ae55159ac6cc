import pytest
from django.core.management import CommandError, call_command

from answers.index import get_engine
from answers.lib.errors import IndexBusyError
from answers.models import Article, Expectation
from answers.services.expectations import expectation_add

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("--rebuild", "index rebuilt: 1 articles"),
        ("--if-needed", "index: rebuilt to do"),
    ],
)
def test_a_missing_index_is_made(make_article, capsys, mode, said):
    make_article("a")
    call_command("index", mode)
    assert said in capsys.readouterr().out
    call_command("index", "--check")
    assert "index is clean" in capsys.readouterr().out


def test_check_names_the_drift_and_what_to_do(make_article):
    make_article("a")
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("index", "--check")
    call_command("index", "--rebuild")
    get_engine().write([], [Article.objects.get().pk])
    with pytest.raises(CommandError, match=r"1 missing \(a\).*--if-needed"):
        call_command("index", "--check")


def test_sync_writes_the_queue(index, make_article, capsys):
    make_article("a")
    call_command("index", "--sync")
    assert "index synced: 0 articles" in capsys.readouterr().out


def test_a_busy_index_is_an_error_not_a_trace(monkeypatch):
    def busy(**options):
        raise IndexBusyError("another process writes it")

    monkeypatch.setattr("answers.management.commands.index.index_rebuild", busy)
    with pytest.raises(CommandError, match="another process"):
        call_command("index", "--rebuild")


def test_exactly_one_mode_is_asked_for():
    with pytest.raises(CommandError):
        call_command("index")
    with pytest.raises(CommandError):
        call_command("index", "--check", "--sync")


@pytest.mark.parametrize("mode", ["--rebuild", "--if-needed"])
def test_what_broke_with_a_new_index_is_told(index, make_article, capsys, mode):
    row = expectation_add(question="红烧肉", article=make_article("a"))
    Expectation.objects.filter(pk=row.pk).update(holds=True)
    get_engine().write([], [Article.objects.get().pk])  # what --if-needed finds
    with pytest.raises(CommandError, match="broken") as error:
        call_command("index", mode)
    assert error.value.returncode == 3
    assert "broke now: “红烧肉”" in capsys.readouterr().out
    row.refresh_from_db()
    assert row.broken_since == row.checked_at
    call_command("index", "--rebuild")  # broken already: no fault of this run
    assert "broken: “红烧肉”" in capsys.readouterr().out
    since = row.broken_since
    row.refresh_from_db()
    assert row.broken_since == since < row.checked_at

import pytest
from django.core.management import CommandError, call_command

from answers.lib.errors import IndexBusyError
from answers.models import Article
from answers.search import get_engine

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

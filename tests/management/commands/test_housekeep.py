"""``housekeep``: what was kept long enough goes."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from answers.models import SearchEvent

pytestmark = pytest.mark.django_db


def test_it_says_how_much_is_gone(recording, capsys):
    for days in (1, 100):
        at = timezone.now() - dt.timedelta(days=days)
        SearchEvent.objects.create(token=str(days), at=at, kind="search", text="x")
    call_command("housekeep")
    assert "expired: 1 " in capsys.readouterr().out
    assert SearchEvent.objects.get().token == "1"


def test_open_questions_are_asked_again(index, capsys):
    call_command("housekeep")
    assert "0 open inquiries may be answered now" in capsys.readouterr().out

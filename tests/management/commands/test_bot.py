"""``bot``: a key on standard output, once; everything else on standard error."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from answers.models import BotKey
from answers.services.accounts import key_check

pytestmark = pytest.mark.django_db


def bot(*args):
    out, err = StringIO(), StringIO()
    call_command("bot", *args, stdout=out, stderr=err)
    return out.getvalue().strip()


def test_one_command_makes_a_bot_and_prints_its_key_alone():
    key = bot("create", "helper", "--scope", "ask", "--address", "10.0.0.0/8")
    assert key_check(text=key, address="10.1.1.1").scopes == {"ask"}


def test_a_key_is_replaced_listed_and_killed():
    old = bot("create", "helper", "--days", "30")
    new = bot("rotate", old, "--overlap", "2")
    assert key_check(text=old, address="").viewer.name == "helper"
    listed = bot("list")
    assert listed.count("live") == 2
    assert old not in listed + new
    prefix = key_check(text=new, address="").key.prefix
    assert "dead now" in bot("revoke", prefix)
    assert "dead already" in bot("revoke", prefix)
    assert "revoked" in bot("list")
    assert BotKey.objects.live().count() == 1


@pytest.mark.parametrize(
    "args",
    [
        ("create", "x", "--address", "nowhere"),
        ("create", "x", "--product", "nothing"),
        ("create", "x", "--days", "0"),
        ("create", "x", "--scope", "root"),
        ("rotate", "nothing"),
        ("revoke", "nothing"),
        ("create",),
        (),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_so(args):
    with pytest.raises(CommandError):
        bot(*args)


def test_a_name_is_taken_once():
    bot("create", "x")
    with pytest.raises(CommandError):
        bot("create", "x")

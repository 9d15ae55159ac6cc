"""Bots in the admin: a key is seen once, by who made it."""

import re

import pytest

from answers.lib.errors import CredentialsError
from answers.lib.keys import PATTERN
from answers.models import Bot, BotKey
from answers.services.accounts import bot_create, key_check, key_make
from tests.admin.conftest import page

FORM = {"name": "helper", "enabled": "on", "scopes": ["search", "ask"]}


@pytest.fixture
def bot(db):
    return bot_create(name="helper")


def shown_key(response):
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return re.search(PATTERN, response.content.decode())


def test_a_bot_is_made_and_leads_on_to_its_keys(boss_desk):
    given = FORM | {"addresses": "10.1.2.3/24\n\n::1", "rate": "600/min"}
    response = boss_desk.post(page("bot_add"), given)
    bot = Bot.objects.get()
    assert response["Location"] == page("bot_keys", bot.pk)
    assert bot.scopes == ["search", "ask"]
    assert bot.addresses == ["10.1.2.0/24", "::1/128"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scopes", ["root"]),
        ("scopes", []),
        ("addresses", "localhost"),
        ("origins", "docs.example.org"),
        ("rate", "many"),
    ],
)
def test_what_no_bot_can_have_is_an_error_of_its_field(boss_desk, field, value):
    response = boss_desk.post(page("bot_add"), FORM | {field: value})
    assert list(response.context["adminform"].form.errors) == [field]


def test_a_fresh_key_is_shown_once_and_works(boss_desk, bot):
    response = boss_desk.post(page("bot_keys", bot.pk), {"do": "make", "days": "30"})
    key = shown_key(response)[0]
    assert key_check(text=key, address="").viewer.name == "helper"
    again = boss_desk.get(page("bot_keys", bot.pk))
    assert not shown_key(again)
    assert BotKey.objects.get().prefix in again.text


def test_a_key_is_replaced_and_revoked(boss_desk, bot):
    row, key = key_make(bot=bot)
    given = {"do": "rotate", "key": row.pk}
    fresh = shown_key(boss_desk.post(page("bot_keys", bot.pk), given))[0]
    assert key_check(text=key.text, address="").key.expires_at
    boss_desk.post(page("bot_keys", bot.pk), {"do": "revoke", "key": row.pk})
    with pytest.raises(CredentialsError):
        key_check(text=key.text, address="")
    assert key_check(text=fresh, address="")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"do": "x"},
        {"do": "revoke"},
        {"do": "rotate", "key": "9" * 30},
        {"key": "x"},
    ],
)
def test_nonsense_is_said_and_changes_nothing(boss_desk, bot, given):
    key_make(bot=bot)
    response = boss_desk.post(page("bot_keys", bot.pk), given, follow=True)
    assert list(response.context["messages"])
    assert BotKey.objects.live().count() == 1


def test_keys_of_another_bot_are_out_of_reach(boss_desk, bot):
    row, _ = key_make(bot=bot_create(name="other"))
    boss_desk.post(page("bot_keys", bot.pk), {"do": "revoke", "key": row.pk})
    assert BotKey.objects.live().count() == 1


def test_a_third_live_key_is_refused_with_the_reason(boss_desk, bot):
    key_make(bot=bot)
    key_make(bot=bot)
    response = boss_desk.post(page("bot_keys", bot.pk), {"do": "make"}, follow=True)
    assert list(response.context["messages"])
    assert BotKey.objects.count() == 2


def test_a_leak_is_shown_where_nobody_can_miss_it(boss_desk, bot):
    _row, key = key_make(bot=bot)
    key_check(text=key.text, address="", origin="https://docs.example.org")
    assert "is-danger" in boss_desk.get(page("bot_keys", bot.pk)).text
    listing = boss_desk.get(page("bot_changelist"))
    assert listing.status_code == 200
    assert "docs.example.org" in boss_desk.get(page("bot_keys", bot.pk)).text


def test_support_staff_have_no_way_in(desk, bot):
    key_make(bot=bot)
    assert desk.get(page("bot_changelist")).status_code == 403
    assert desk.get(page("bot_keys", bot.pk)).status_code == 403
    given = {"do": "revoke", "key": BotKey.objects.get().pk}
    assert desk.post(page("bot_keys", bot.pk), given).status_code == 403
    assert BotKey.objects.live().count() == 1

"""Bots: keys are shown once, replaced with an overlap, dead when revoked."""

import datetime as dt

import pytest
from django.utils import timezone

from answers.lib.errors import ConflictError, CredentialsError, InvalidError
from answers.models import BotKey
from answers.services.accounts import (
    BotAccess,
    bot_create,
    key_check,
    key_make,
    key_revoke,
    key_rotate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bot():
    return bot_create(name="helper")


def admit(key):
    return key_check(text=key.text, address="10.0.0.1")


def test_nothing_that_is_kept_holds_the_secret(bot):
    row, key = key_make(bot=bot)
    row.refresh_from_db()
    kept = " ".join(str(getattr(row, field.name)) for field in BotKey._meta.fields)
    assert key.text.split("_")[2] not in kept
    assert row.digest == key.digest
    assert key.prefix in str(row)


def test_two_keys_may_live_and_no_third(bot):
    first, second = key_make(bot=bot), key_make(bot=bot)
    with pytest.raises(ConflictError, match=r"revoke|吊销"):
        key_make(bot=bot)
    assert {admit(first[1]).key.pk, admit(second[1]).key.pk} == {
        first[0].pk,
        second[0].pk,
    }
    key_revoke(key=first[0])
    key_make(bot=bot)


def test_the_old_key_lives_for_the_overlap_and_no_longer(bot, monkeypatch):
    old_row, old = key_make(bot=bot)
    _, new = key_rotate(key=old_row, overlap=dt.timedelta(hours=2))
    assert admit(old).viewer == admit(new).viewer
    later = timezone.now() + dt.timedelta(hours=2, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert admit(new)
    with pytest.raises(CredentialsError) as error:
        admit(old)
    assert error.value.code == "token_expired"


def test_rotation_never_lengthens_a_life(bot):
    row, _ = key_make(bot=bot, days=1)
    key_rotate(key=row)
    row.refresh_from_db()
    assert row.expires_at < timezone.now() + dt.timedelta(days=1)


def test_a_dead_key_is_not_replaced_and_leaves_no_new_one(bot):
    row, _ = key_make(bot=bot)
    key_revoke(key=row)
    with pytest.raises(ConflictError):
        key_rotate(key=row)
    assert BotKey.objects.count() == 1


def test_a_key_is_revoked_once(bot):
    row, key = key_make(bot=bot)
    assert key_revoke(key=row)
    assert not key_revoke(key=row)
    with pytest.raises(CredentialsError) as error:
        admit(key)
    assert error.value.code == "token_revoked"


@pytest.mark.parametrize(
    ("name", "access", "field"),
    [
        (" ", {}, "name"),
        ("x" * 101, {}, "name"),
        ("x", {"scopes": ("root",)}, "scopes"),
        ("x", {"scopes": ()}, "scopes"),
        ("x", {"addresses": ("localhost",)}, "addresses"),
        ("x", {"products": ("nothing",)}, "products"),
    ],
)
def test_a_bot_that_cannot_be_is_refused_with_the_field(name, access, field):
    with pytest.raises(InvalidError) as error:
        bot_create(name=name, access=BotAccess(**access))
    assert error.value.extra["field"] == field


def test_names_are_taken_once(bot):
    with pytest.raises(ConflictError):
        bot_create(name="helper")

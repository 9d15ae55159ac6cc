"""Callers: let in with what they may, or told exactly why not."""

import datetime as dt
import logging

import pytest
from django.utils import timezone

from answers.lib.errors import CredentialsError, ForbiddenError
from answers.lib.keys import make_key
from answers.models import Article, Bot, BotKey, Product
from answers.services.accounts import (
    BotAccess,
    bot_create,
    key_check,
    key_make,
    query_check,
)

pytestmark = pytest.mark.django_db
HERE = "10.0.0.1"


@pytest.fixture
def bot():
    return bot_create(name="helper", access=BotAccess(scopes=("search",)))


@pytest.fixture
def key(bot):
    return key_make(bot=bot)[1]


def refused(kind, **given):
    with pytest.raises(kind) as error:
        key_check(**{"address": HERE} | given)
    return error.value


def test_who_is_let_in_may_what_the_bot_may(key):
    caller = key_check(text=key.text, address=HERE)
    caller.require("search")
    with pytest.raises(ForbiddenError) as error:
        caller.require("ask")
    assert (error.value.code, error.value.extra["needs"]) == ("wrong_scope", "ask")
    caller.require_product("anything")


def test_an_unknown_key_and_a_mistyped_one_are_told_apart(key):
    assert refused(CredentialsError, text=make_key().text).code == "token_unknown"
    assert refused(CredentialsError, text=key.text[:-1]).code == "token_malformed"
    assert refused(CredentialsError, text="hunter2").code == "token_malformed"


def test_the_same_prefix_with_another_secret_is_unknown(key):
    other = make_key()
    BotKey.objects.update(prefix=other.prefix)
    assert refused(CredentialsError, text=other.text).code == "token_unknown"


def test_a_bot_that_is_switched_off_is_out(bot, key):
    Bot.objects.update(enabled=False)
    assert refused(CredentialsError, text=key.text).code == "token_revoked"


def test_addresses_outside_the_list_are_told_so(bot, key):
    Bot.objects.update(addresses=["10.0.0.0/30"])
    assert key_check(text=key.text, address="10.0.0.2:4711")
    error = refused(ForbiddenError, text=key.text, address="10.0.0.9")
    assert (error.code, "10.0.0.9" in error.message) == ("address_not_allowed", True)
    assert refused(ForbiddenError, text=key.text, address="").code == error.code


def test_a_key_in_a_browser_is_reported(key, caplog):
    with caplog.at_level(logging.WARNING):
        assert key_check(text=key.text, address=HERE, origin="https://a.example.org")
    row = BotKey.objects.get()
    assert (row.leak, row.leak_place) == ("origin", "https://a.example.org")
    assert key.prefix in caplog.text
    assert key.text not in caplog.text


def test_a_bot_with_origins_is_let_in_from_these_alone(key):
    Bot.objects.update(origins=["https://a.example.org"])
    assert key_check(text=key.text, address=HERE, origin="https://a.example.org")
    assert BotKey.objects.get().leaked_at is None
    error = refused(ForbiddenError, text=key.text, origin="https://b.example.org")
    assert error.code == "origin_not_allowed"
    assert key_check(text=key.text, address=HERE)


@pytest.mark.parametrize("form", ["{}", "Bearer {}", " {} "])
def test_a_key_in_an_address_is_refused_and_marked(key, form):
    with pytest.raises(CredentialsError) as error:
        query_check(values=["x", form.format(key.text)], place="/api/v1/search")
    assert error.value.code == "key_in_url"
    assert BotKey.objects.get().leak_place == "/api/v1/search"


def test_nobody_can_mark_a_key_of_which_only_the_prefix_is_known(key):
    BotKey.objects.update(prefix=make_key().prefix)
    other = make_key()
    BotKey.objects.update(prefix=other.prefix)
    with pytest.raises(CredentialsError):
        query_check(values=[other.text], place="/")
    assert BotKey.objects.get().leaked_at is None


def test_a_login_token_in_an_address_is_refused_and_words_are_not():
    with pytest.raises(CredentialsError):
        query_check(values=["eyJhbGciOi.eyJzdWIi.c2ln"], place="/")
    query_check(values=["token invalid!", "dayi_", "eyJ", "", "403"], place="/")


def test_last_used_is_written_once_a_minute(key, django_assert_num_queries):
    key_check(text=key.text, address=HERE)
    first = BotKey.objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(2):
        key_check(text=key.text, address=HERE)
    BotKey.objects.update(last_used_at=timezone.now() - dt.timedelta(minutes=2))
    key_check(text=key.text, address=HERE)
    assert BotKey.objects.get().last_used_at > first


def test_internal_articles_and_products_go_by_the_one_rule(bot, key, make_article):
    make_article("a", product="nacos")
    make_article("b", product="ninja")
    Article.objects.filter(key="a").update(internal=True)

    def seen():
        viewer = key_check(text=key.text, address=HERE).viewer
        return set(Article.objects.visible_to(viewer).values_list("key", flat=True))

    assert seen() == {"b"}
    Bot.objects.update(scopes=["search", "read:internal"])
    assert seen() == {"a", "b"}
    bot.products.set(Product.objects.filter(slug="nacos"))
    assert seen() == {"a"}

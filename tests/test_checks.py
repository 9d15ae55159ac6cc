import pytest

from answers import checks
from answers.checks import base_url_is_served, search_url, shared_cache

GOOD = {
    "KB_SEARCH_URL": "whoosh:///x",
    "KB_BASE_URL": "https://kb.example.org",
    "ALLOWED_HOSTS": [".example.org"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
}


@pytest.mark.parametrize(
    ("check", "change", "found"),
    [
        (search_url, {}, []),
        (search_url, {"KB_SEARCH_URL": "lucene://x"}, ["answers.E001"]),
        (shared_cache, {}, []),
        (
            shared_cache,
            {"CACHES": {"default": {"BACKEND": "x.LocMemCache"}}},
            ["answers.W001"],
        ),
        (base_url_is_served, {}, []),
        (base_url_is_served, {"ALLOWED_HOSTS": ["*"]}, []),
        (base_url_is_served, {"ALLOWED_HOSTS": ["localhost"]}, ["answers.W002"]),
    ],
)
def test_bad_relations_are_named(settings, check, change, found):
    for name, value in (GOOD | change).items():
        setattr(settings, name, value)
    assert [message.id for message in check()] == found


def test_a_block_list_that_is_not_there_is_an_error(settings):
    assert not checks.block_list_of_tokens()
    settings.SIMPLE_JWT = {"BLACKLIST_AFTER_ROTATION": True}
    assert checks.block_list_of_tokens()[0].id == "answers.E002"
    settings.INSTALLED_APPS = ["rest_framework_simplejwt.token_blacklist"]
    assert not checks.block_list_of_tokens()


def test_limits_of_many_machines_need_one_counter(settings, monkeypatch):
    engine = {"ENGINE": "django.db.backends.postgresql"}
    monkeypatch.setitem(settings.DATABASES, "default", engine)
    settings.CACHES = {"default": {"BACKEND": "x.FileBasedCache"}}
    assert checks.limits_of_one_machine()[0].id == "answers.W003"
    settings.CACHES = {"default": {"BACKEND": "x.RedisCache"}}
    assert not checks.limits_of_one_machine()


def test_a_language_model_needs_an_address_and_a_name(settings):
    assert not checks.language_model()
    settings.KB_LLM_URL = "http://127.0.0.1/v1"
    assert checks.language_model()[0].id == "answers.E003"
    settings.KB_LLM_MODEL = "small"
    assert not checks.language_model()
    settings.KB_LLM_URL = "host/v1"
    assert checks.language_model()[0].id == "answers.E003"

import pytest

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

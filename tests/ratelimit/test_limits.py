import pytest
from django.core.cache import cache

from answers.lib.errors import RateLimitedError
from answers.ratelimit import check_rate, seconds_to_wait


def test_no_rate_is_no_limit():
    assert all(seconds_to_wait("s", "i", None) == 0 for _ in range(1000))


@pytest.mark.parametrize("rate", ["3/s", "3/min", "3/hour", "3/d"])
def test_one_too_many_has_to_wait(rate, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1000.5)
    assert [seconds_to_wait("s", "i", rate) > 0 for _ in range(4)] == [False] * 3 + [
        True
    ]


def test_callers_and_scopes_are_counted_apart():
    for name in "abc":
        check_rate("s", name, "1/d")
        check_rate(name, "i", "1/d")
    with pytest.raises(RateLimitedError) as error:
        check_rate("s", "a", "1/d")
    assert error.value.extra["seconds"] >= 1


def test_the_next_period_begins_anew(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 119.0)
    check_rate("s", "i", "1/min")
    monkeypatch.setattr("time.time", lambda: 120.0)
    check_rate("s", "i", "1/min")


def test_a_count_that_expires_meanwhile_lets_through(monkeypatch):
    def gone(key):
        raise ValueError

    check_rate("s", "i", "1/d")
    monkeypatch.setattr(cache, "incr", gone)
    check_rate("s", "i", "1/d")

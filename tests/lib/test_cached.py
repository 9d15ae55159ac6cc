"""Cached values: loaded once, again when due, by one thread at a time."""

import threading

import pytest

from answers.lib import cached
from answers.lib.cached import CachedValue, clear_all


class Source:
    """A table as a cached value sees it, which counts how often it is read."""

    def __init__(self):
        self.value, self.version = ["a"], 1
        self.loads = self.checks = 0

    def load(self):
        self.loads += 1
        return list(self.value)

    def check(self):
        self.checks += 1
        return self.version


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    hands = Clock()
    monkeypatch.setattr(cached, "time", hands)
    return hands


@pytest.fixture
def source():
    return Source()


def test_it_is_loaded_at_the_first_call_and_when_it_is_too_old(source, clock):
    kept = CachedValue(source.load, max_age=60)
    assert source.loads == 0
    assert kept.get() == kept.get() == ["a"]
    source.value = ["b"]
    clock.now += 59
    assert kept.get() == ["a"]
    clock.now += 1
    assert kept.get() == ["b"]
    assert source.loads == 2


def test_a_new_version_loads_it_within_a_second(source, clock):
    kept = CachedValue(source.load, max_age=60, version=source.check)
    kept.get()
    source.value, source.version = ["b"], 2
    clock.now += 0.9
    assert kept.get() == ["a"]
    clock.now += 0.1
    assert kept.get() == ["b"]
    clock.now += 1
    kept.get()
    assert (source.checks, source.loads) == (3, 2)


def test_the_same_version_is_loaded_again_after_max_age(source, clock):
    kept = CachedValue(source.load, max_age=60, version=source.check)
    kept.get()
    source.value = ["b"]
    clock.now += 60
    assert kept.get() == ["b"]


def test_an_equal_value_stays_the_same_object(source, clock):
    kept = CachedValue(source.load, max_age=60)
    first = kept.get()
    clock.now += 60
    assert kept.get() is first
    kept.clear()
    assert kept.get() is first
    assert source.loads == 3


def test_all_are_cleared_at_once(source):
    one = CachedValue(source.load, max_age=60)
    two = CachedValue(source.load, max_age=60, version=source.check)
    one.get(), two.get()
    clear_all()
    one.get(), two.get()
    assert source.loads == 4


def test_an_error_is_the_callers_and_the_next_call_tries_again(source):
    answers = iter([ConnectionError("down"), "up"])

    def load():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = CachedValue(load, max_age=60)
    with pytest.raises(ConnectionError):
        kept.get()
    assert kept.get() == "up"


def test_one_thread_loads_and_the_others_wait_for_it():
    inside, go_on = threading.Event(), threading.Event()
    loads = []

    def load():
        inside.set()
        go_on.wait(5)
        loads.append(1)
        return "value"

    kept, seen = CachedValue(load, max_age=60), []
    threads = [
        threading.Thread(target=lambda: seen.append(kept.get())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert inside.wait(5)
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert (seen, len(loads)) == (["value"] * 4, 1)

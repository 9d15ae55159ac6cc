import datetime as dt

import pytest
from django.utils import timezone

from answers.lib import cached
from answers.lib.cached import clear_all
from answers.models import SynonymGroup
from answers.services.search.synonyms import current_groups

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that stands still until it is moved."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    hands = Clock()
    monkeypatch.setattr(cached, "time", hands)
    clear_all()
    yield hands
    clear_all()


@pytest.fixture
def group(clock):
    return SynonymGroup.objects.create(words=["403", "forbidden"])


def test_enabled_groups_are_there_in_the_order_of_their_making(group):
    SynonymGroup.objects.create(words=["off", "aus"], enabled=False)
    SynonymGroup.objects.create(words=["令牌", "token"])
    group.save()
    assert current_groups() == (("403", "forbidden"), ("令牌", "token"))


def test_an_empty_table_is_no_group(clock):
    assert current_groups() == ()


def test_the_table_is_asked_at_most_once_a_second(
    group, clock, django_assert_num_queries
):
    with django_assert_num_queries(2):
        first = current_groups()
    with django_assert_num_queries(0):
        clock.now += 0.9
        current_groups()
    with django_assert_num_queries(1):
        clock.now += 0.2
        assert current_groups() is first


def change_words(group):
    group.words = ["403", "拒绝访问"]
    group.save()
    return (("403", "拒绝访问"),)


def switch_off(group):
    SynonymGroup.objects.filter(pk=group.pk).switch(enabled=False)
    return ()


def delete(group):
    group.delete()
    return ()


def add(group):
    SynonymGroup.objects.create(words=["a", "b"])
    return (("403", "forbidden"), ("a", "b"))


@pytest.mark.parametrize("change", [change_words, switch_off, delete, add])
def test_a_change_is_live_a_second_later(group, clock, change):
    assert current_groups() == (("403", "forbidden"),)
    expected = change(group)
    assert current_groups() == (("403", "forbidden"),)
    clock.now += 1
    assert current_groups() == expected


def test_a_change_under_a_clock_that_is_behind_is_live_within_a_minute(group, clock):
    current_groups()
    past = timezone.now() - dt.timedelta(hours=1)
    SynonymGroup.objects.create(words=["x", "y"])
    clock.now += 1
    assert len(current_groups()) == 2
    old = SynonymGroup.objects.filter(pk=group.pk)
    old.update(words=["403", "拒绝访问"], updated_at=past)
    clock.now += 60
    assert current_groups()[0] == ("403", "拒绝访问")


def test_the_same_groups_stay_the_same_object(group, clock):
    first = current_groups()
    group.note = "checked"
    group.save()
    clock.now += 1
    assert current_groups() is first

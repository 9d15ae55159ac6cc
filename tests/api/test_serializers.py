"""Outputs: each field is declared once, and written from a row as it is declared."""

import datetime as dt
from types import SimpleNamespace as Row

import pytest
from rest_framework import serializers

from answers.api.serializers import Output

MOMENT = dt.datetime(2024, 5, 17, tzinfo=dt.UTC)


class Pair(Output):
    from_mapping = True

    key = serializers.CharField()
    number = serializers.IntegerField(source="n")


class Whole(Output):
    name = serializers.CharField()
    deep = serializers.CharField(source="inner.name")
    shout = serializers.CharField()
    one = Pair()
    none = Pair(allow_null=True)
    some = Pair(many=True)
    at = serializers.DateTimeField()
    later = serializers.CharField(required=False)

    @staticmethod
    def shout_of(row, request):
        return f"{row.name} {request}".upper()


def test_a_row_is_written_as_its_fields_are_declared():
    first, second = {"key": "a", "n": 1}, {"key": "b", "n": 2}
    row = Row(
        name="x", inner=Row(name="y"), one=first, none=None, some=(first, second),
        at=MOMENT,
    )  # fmt: skip
    pairs = [{"key": "a", "number": 1}, {"key": "b", "number": 2}]
    assert Whole.write(row, "now") == {
        "name": "x", "deep": "y", "shout": "X NOW", "one": pairs[0], "none": None,
        "some": pairs, "at": MOMENT,
    }  # fmt: skip
    assert list(Whole.write(row, "now")) == list(Whole._declared_fields)[:-1]


def test_the_whole_row_may_be_written_as_a_part_of_itself():
    class Parts(Output):
        pair = Pair(source="*")

    assert Parts.write({"key": "a", "n": 1}, None) == {
        "pair": {"key": "a", "number": 1}
    }


def test_a_row_without_a_declared_value_is_an_error():
    with pytest.raises(AttributeError):
        Whole.write(Row(name="x"), "now")

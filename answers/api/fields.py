"""Fields of input: values made safe, and as strict as the OpenAPI description says.

A query string holds text alone, so ``page=2`` and ``exact=true`` are converted there;
in a JSON body a number must be a number and text must be text.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from rest_framework import serializers

from answers.text.dates import first_day, last_day
from answers.text.normalization import clean

FROM_QUERY = "from_query"  # in a serializer's context: the data is a query string


class CleanCharField(serializers.CharField):
    """Text without control characters and lone surrogates; DRF would refuse NUL."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(clean(data)))

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            if self.max_length and len(data) > self.max_length:  # of what was sent
                self.fail("max_length", max_length=self.max_length)
            data = clean(data)
        return super().run_validation(data)


class DateField(serializers.CharField):
    """A day, a month or a year, read as its first or ``last`` day; empty is None."""

    def __init__(self, *, last: bool, **kwargs: Any) -> None:
        self._read = last_day if last else first_day
        super().__init__(default=None, allow_blank=True, allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        text = clean(str(super().to_internal_value(data)))
        if not text:
            return None
        if found := self._read(text):
            return found
        msg = "Write a day, a month or a year: 2024-05-17, 2024-05 or 2024."
        raise serializers.ValidationError(msg)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(data) or None


# No time zone is a day or more from UTC: these exist in all of them.
EARLIEST = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
LATEST = dt.datetime(9999, 12, 30, tzinfo=dt.UTC)


class MomentField(serializers.DateTimeField):
    """An ISO 8601 date and time, or a date: the first moment of that day.

    The ends of the calendar cannot be converted to another time zone; they are moved
    to ``EARLIEST`` or ``LATEST``, because programs send them for "no limit".
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["iso-8601", "%Y-%m-%d"], **kwargs)

    def enforce_timezone(self, value: dt.datetime) -> dt.datetime:
        day = value.replace(tzinfo=dt.UTC)
        if day < EARLIEST:
            return EARLIEST
        return LATEST if day > LATEST else super().enforce_timezone(value)


class SecretField(serializers.CharField):
    """Text that is taken exactly as it comes; only what no text can hold is refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or any(0xD800 <= ord(x) <= 0xDFFF for x in data):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class WordsField(serializers.ListField):
    """A list of words; one word alone is a list of one, and an empty one is none."""

    child = CleanCharField(max_length=100, allow_blank=True)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, str):
            data = [data]
        return super().to_internal_value(data)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Drop the empty ones last: how many came is checked of all of them."""
        return [word for word in super().run_validation(data) if word]


class WholeField(serializers.IntegerField):
    """A whole number."""

    def to_internal_value(self, data: Any) -> int:
        if not self.context.get(FROM_QUERY) and not _is_whole(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNoField(serializers.BooleanField):
    """True or false."""

    def to_internal_value(self, data: Any) -> Any:
        if not self.context.get(FROM_QUERY) and not isinstance(data, bool):
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


def _is_whole(data: Any) -> bool:
    if isinstance(data, float):
        return data.is_integer()
    return isinstance(data, int) and not isinstance(data, bool)

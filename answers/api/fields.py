"""Fields: values from outside made safe before they are looked at."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from answers.lib.dates import first_day, last_day
from answers.lib.text import clean


class CleanCharField(serializers.CharField):
    """Text without control characters and lone surrogates; DRF would refuse NUL."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, str):
            data = clean(data)
        return str(super().to_internal_value(data))

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            data = clean(data)
        return super().run_validation(data)


class DateField(serializers.CharField):
    """A day, a month or a year, read as its first or ``last`` day; empty is None."""

    def __init__(self, *, last: bool, **kwargs: Any) -> None:
        self._read = last_day if last else first_day
        super().__init__(default=None, allow_blank=True, allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        text = clean(str(super().to_internal_value(data)))
        if not text:
            return None
        if found := self._read(text):
            return found
        msg = "Write a day, a month or a year: 2024-05-17, 2024-05 or 2024."
        raise serializers.ValidationError(msg)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(data) or None


class WordsField(serializers.ListField):
    """A list of words; one word alone is a list of one."""

    child = CleanCharField(max_length=100)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, str):
            data = [data]
        return super().to_internal_value(data)

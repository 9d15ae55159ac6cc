"""Fields: values from outside made safe before they are looked at."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

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


class WordsField(serializers.ListField):
    """A list of words; one word alone is a list of one."""

    child = CleanCharField(max_length=100)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, str):
            data = [data]
        return super().to_internal_value(data)

"""Form fields of the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget


class LinesField(forms.CharField):
    """A list of strings, typed one a line or with a separator between them.

    Strips each line, drops empty lines and repetitions; the value is a ``list[str]``.
    """

    widget = UnfoldAdminTextareaWidget

    def __init__(self, *args: Any, separator: str = ",", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.separator = separator

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = str(value or "").replace(self.separator, "\n").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

"""Fields of the admin's own."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from answers.text.glossary import SEPARATOR


class WordsField(forms.CharField):
    """A list of words, written one a line."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace(SEPARATOR, "\n")
        return [word.strip() for word in text.splitlines() if word.strip()]

"""Extensions: the OpenAPI schema of our own fields and of authentication."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)

from answers.api.authentication import BearerAuthentication
from answers.api.fields import CleanCharField, DateField, SecretField, WordsField

# One visible character: no white space, and none that ``clean`` takes out.
VISIBLE = (
    r"[^\u0000-\u0020\u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f"
    r"\u3000\ufffe\uffff]"
)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A key or an access token in the header ``Authorization``."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


# A year, a month or an existing day; 29 February is left out, though it is accepted.
DATE = (
    r"^\s*((?!0000)[0-9]{4}(-(0?[1-9]|1[0-2]))?"
    r"|(?!0000)[0-9]{4}-((0?[13578]|1[02])-(0?[1-9]|[12][0-9]|3[01])"
    r"|(0?[469]|11)-(0?[1-9]|[12][0-9]|30)|0?2-(0?[1-9]|1[0-9]|2[0-8])))?\s*$"
)


class CleanCharScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Text: its length, and that it has a visible character."""

    target_class = CleanCharField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return text_schema(self.target)


class DateScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A day, a month or a year."""

    target_class = DateField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": DATE}


class SecretScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A password or token."""

    target_class = SecretField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = text_schema(self.target)
        return schema | {"pattern": r"^[^\u0000]*$"}  # minLength says whether empty


class WordsScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A list of words, or one word."""

    target_class = WordsField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        word = text_schema(self.target.child)
        most = self.target.max_length
        return {"oneOf": [{"type": "array", "items": word, "maxItems": most}, word]}


def text_schema(field: Any) -> dict[str, Any]:
    """Return the schema of a text field of ours."""
    schema: dict[str, Any] = {"type": "string", "maxLength": field.max_length}
    if not field.allow_blank:
        schema |= {"minLength": 1, "pattern": VISIBLE}
    return schema

"""Parsers: a JSON body of bounded size."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from answers.api.problems import EncodedBodyError, TooLargeError
from answers.text.normalization import cut, one_line


class JsonParser(BaseParser):
    """Parse UTF-8 JSON of at most ``KB_UPLOAD_BYTES``.

    DRF's own parser reads without a bound and trusts the charset of the header.
    Raises TooLargeError and ParseError.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(settings.KB_UPLOAD_BYTES + 1)
        _check_length(len(raw))
        try:
            return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
        except UnicodeDecodeError as error:
            msg = _("The body is not UTF-8: send it in UTF-8.")
            raise ParseError(msg) from error
        except RecursionError as error:
            msg = _("The JSON is nested too deeply: send it flat.")
            raise ParseError(msg) from error
        except ValueError as error:
            msg = _("The body is no valid JSON: {error}").format(error=error)
            raise ParseError(msg) from error


def check_body(headers: Mapping[str, str]) -> None:
    """Refuse a body that will not be read, by the headers of its request.

    Raises TooLargeError and EncodedBodyError.
    """
    _check_length(content_length(headers))
    encoding = headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        msg = _("A body encoded as {encoding} is not read: send it without encoding.")
        raise EncodedBodyError(msg.format(encoding=cut(one_line(encoding), 40)))


def content_length(headers: Mapping[str, str]) -> int:
    """Return the length of a body in bytes as Django reads it, 0 where none is said."""
    try:
        return int(headers.get("Content-Length", ""))
    except ValueError:
        return 0


def _check_length(length: int) -> None:
    most: int = settings.KB_UPLOAD_BYTES
    if length > most:
        msg = _("The body is larger than {most} bytes: send less.")
        raise TooLargeError(msg.format(most=most))


def _refuse(name: str) -> None:
    msg = f"{name} is no JSON value"
    raise ValueError(msg)

"""Parsers: a JSON body of bounded size."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from answers.api.problems import TooLargeError


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
        most: int = settings.KB_UPLOAD_BYTES
        raw = stream.read(most + 1)
        if len(raw) > most:
            msg = _("The body is larger than {most} bytes: send less.")
            msg = msg.format(most=most)
            raise TooLargeError(msg)
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


def _refuse(name: str) -> None:
    msg = f"{name} is no JSON value"
    raise ValueError(msg)

"""Hearing: what was asked, without the secrets that were pasted with it.

A secret is no name that an answer would have to know: it may not make a question
foreign, and is not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answers.services.search import QUERY_LENGTH
from answers.text.logs import telling_part
from answers.text.normalization import clean
from answers.text.redaction import redact

_PLACEHOLDER = re.compile(r"‹[^‹›\n]{1,20}›")


@dataclass(frozen=True, slots=True)
class Heard:
    """A question as it was typed, as it is kept, and the words that are looked up."""

    typed: str
    question: str
    words: str


def hear(text: str) -> Heard:
    """Read a question: as much of it as is read, its secrets apart."""
    typed = telling_part(clean(text).strip(), QUERY_LENGTH)
    question = redact(typed)
    return Heard(typed, question, _PLACEHOLDER.sub(" ", question).strip())

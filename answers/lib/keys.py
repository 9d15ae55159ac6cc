"""Keys: the format of API keys, and the digest that is stored of one.

``dayi_<prefix>_<secret><checksum>``: the prefix is public and finds the row; the secret
has 256 random bits; the checksum tells a mistyped or truncated key from an unknown one
without a query, and lets leak scanners match keys without false positives.

Only the SHA-256 of the whole key is stored. A slow hash would protect passwords, which
can be guessed; a random key cannot, and a fast hash can be checked with every request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass

MARK = "dayi_"
LETTERS = string.digits + string.ascii_letters
PREFIX_LETTERS = string.digits + string.ascii_lowercase
PREFIX_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH = 8, 43, 6
PATTERN = (
    rf"{MARK}[0-9a-z]{{{PREFIX_LENGTH}}}"
    rf"_[0-9A-Za-z]{{{SECRET_LENGTH + CHECKSUM_LENGTH}}}"
)
_WHOLE = re.compile(PATTERN, re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """A well-formed key; ``text`` is shown once and never stored."""

    prefix: str
    text: str

    @property
    def digest(self) -> str:
        """The hexadecimal SHA-256 that is stored."""
        return hashlib.sha256(self.text.encode("ascii")).hexdigest()

    def matches(self, digest: str) -> bool:
        """Return whether ``digest`` is of this key, in constant time."""
        return hmac.compare_digest(self.digest, digest)

    def __repr__(self) -> str:
        return f"Key({self.prefix}…)"


def make_key() -> Key:
    """Return a new random key."""
    prefix = _random(PREFIX_LETTERS, PREFIX_LENGTH)
    body = f"{MARK}{prefix}_{_random(LETTERS, SECRET_LENGTH)}"
    return Key(prefix, body + _checksum(body))


def read_key(text: str) -> Key | None:
    """Return the key, or None if the text is not one or its checksum is wrong."""
    if not _WHOLE.fullmatch(text):
        return None
    body, checksum = text[:-CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
    if not hmac.compare_digest(_checksum(body), checksum):
        return None
    return Key(text[len(MARK) : len(MARK) + PREFIX_LENGTH], text)


def _random(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def _checksum(body: str) -> str:
    number, text = zlib.crc32(body.encode("ascii")), ""
    while number:
        number, digit = divmod(number, len(LETTERS))
        text = LETTERS[digit] + text
    return text.rjust(CHECKSUM_LENGTH, LETTERS[0])

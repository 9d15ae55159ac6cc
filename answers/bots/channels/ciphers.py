"""Ciphers: AES in CBC mode, as Feishu and WeCom use it."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16


def decrypt_cbc(text: str, key: bytes, iv: bytes | None = None) -> bytes | None:
    """Decrypt Base64 ``text``; return None where it does not fit the key.

    Without ``iv`` the first block is the initialization vector. The padding is PKCS#7;
    WeCom pads to 32 bytes, so up to 32 are removed.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if iv is None:
        iv, data = data[:BLOCK], data[BLOCK:]
    if len(iv) != BLOCK or not data or len(data) % BLOCK:
        return None
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    plain = decryptor.update(data) + decryptor.finalize()
    pad = plain[-1]
    fits = 1 <= pad <= 2 * BLOCK and plain.endswith(bytes([pad]) * pad)
    return plain[:-pad] if fits else None

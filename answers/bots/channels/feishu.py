"""Feishu: events of an app, encrypted or not.

As open.feishu.cn describes event subscriptions: the signature is SHA-256 (no HMAC) over
timestamp, nonce, encrypt key and raw body; what is encrypted is AES-256-CBC with the
SHA-256 of the encrypt key, the first 16 bytes being the initialization vector.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from answers.bots.channels.ciphers import decrypt_cbc
from answers.bots.channels.tokens import forget_token, kept_token
from answers.bots.channels.types import (
    Ack,
    Call,
    Card,
    Message,
    check_timestamp,
    post_json,
    read_json,
    signature_error,
    text_at,
)
from answers.models import Channel
from answers.services.channels import Thread
from answers.services.delivery import RefusedError, UnreachedError

SKEW = 3600  # seconds
API = "https://open.feishu.cn"
DONE = Ack("{}", "application/json")
_MENTION = re.compile(r"@_user_\d+|@_all")


def read(channel: Channel, call: Call) -> Message | Ack:
    """Read a message to the app, or the challenge of its first call."""
    outer = read_json(call.body)
    data = _decrypted(channel, outer["encrypt"]) if "encrypt" in outer else outer
    _verify_token(channel, data)
    if data.get("type") == "url_verification":
        challenge = json.dumps({"challenge": text_at(data, "challenge")})
        return Ack(challenge, "application/json")
    if channel.each_secret("encrypt_key"):
        _verify_signature(channel, call)
    message = data.get("event", {}).get("message") if _is_message(data) else None
    if not isinstance(message, dict) or not _is_for_us(message):
        return DONE
    return Message(
        text=_MENTION.sub(" ", _text(message)).strip(),
        # One message may come as several events; its own id tells that.
        event_id=text_at(message, "message_id")
        or text_at(data, "header", "event_id")
        or hashlib.sha256(call.body).hexdigest(),
        thread={"message": text_at(message, "message_id")},
        sender=text_at(data, "event", "sender", "sender_id", "open_id"),
        ack=DONE,
    )


def send(channel: Channel, thread: Thread, card: Card) -> str:
    """Reply to the message with an interactive card."""
    base = channel.api_base or API
    message = str(thread.get("message") or "")
    if not re.fullmatch(r"[\w-]{1,100}", message):
        raise RefusedError("the thread names no message")
    body = {
        "msg_type": "interactive",
        "content": json.dumps(_card(card), ensure_ascii=False),
    }
    headers = {"Authorization": f"Bearer {_token(channel, base)}"}
    url = f"{base}/open-apis/im/v1/messages/{message}/reply"
    data = post_json(url, body, headers)
    if data.get("code", 0) != 0:
        forget_token(channel)
        raise UnreachedError(f"Feishu {data.get('code')}: {data.get('msg')}")
    return "ok"


def _token(channel: Channel, base: str) -> str:
    body = {
        "app_id": channel.secret("app_id"),
        "app_secret": channel.secret("app_secret"),
    }
    url = f"{base}/open-apis/auth/v3/tenant_access_token/internal"

    def fetch() -> tuple[str, object]:
        data = post_json(url, body)
        if data.get("code", 0) != 0:
            raise UnreachedError(f"Feishu {data.get('code')}: {data.get('msg')}")
        return text_at(data, "tenant_access_token"), data.get("expire")

    return kept_token(channel, fetch)


def _is_message(data: Mapping[str, Any]) -> bool:
    kind = text_at(data, "header", "event_type")
    who = text_at(data, "event", "sender", "sender_type")
    return kind == "im.message.receive_v1" and who in ("user", "")


def _is_for_us(message: Mapping[str, Any]) -> bool:
    """In a group, only what mentions somebody: an app may be let hear all of it."""
    if text_at(message, "message_type") not in ("text", "post"):
        return False
    return text_at(message, "chat_type") != "group" or bool(message.get("mentions"))


def _text(message: Mapping[str, Any]) -> str:
    """Return the text of a text message, or of a post: lines of tagged pieces."""
    raw = text_at(message, "content")
    content = read_json(raw.encode()) if raw else {}
    if text_at(message, "message_type") == "text":
        return text_at(content, "text")
    found = content.get("content")
    lines = found if isinstance(found, list) else []
    texts = [
        "".join(
            text_at(piece, "text") for piece in line if text_at(piece, "tag") != "at"
        )
        for line in lines
        if isinstance(line, list)
    ]
    return "\n".join([text_at(content, "title"), *texts])


def _decrypted(channel: Channel, cipher: Any) -> dict[str, Any]:
    for key in channel.each_secret("encrypt_key"):
        plain = decrypt_cbc(str(cipher), hashlib.sha256(key.encode()).digest())
        if plain is not None:
            return read_json(plain)
    raise signature_error()


def _verify_token(channel: Channel, data: Mapping[str, Any]) -> None:
    given = text_at(data, "header", "token") or text_at(data, "token")
    for token in channel.each_secret("verification_token"):
        if hmac.compare_digest(token.encode(), given.encode()):
            return
    raise signature_error()


def _verify_signature(channel: Channel, call: Call) -> None:
    stamp = call.headers.get("x-lark-request-timestamp", "")
    check_timestamp(stamp, call, SKEW)
    nonce = call.headers.get("x-lark-request-nonce", "")
    given = call.headers.get("x-lark-signature", "")
    for key in channel.each_secret("encrypt_key"):
        signed = f"{stamp}{nonce}{key}".encode() + call.body
        digest = hashlib.sha256(signed).hexdigest()
        if hmac.compare_digest(digest.encode(), given.encode()):
            return
    raise signature_error()


def _card(card: Card) -> dict[str, Any]:
    links = "\n".join(f"- [{s.title}]({s.url})" for s in card.sources)
    elements: list[dict[str, Any]] = [
        {"tag": "markdown", "content": f"{card.text}\n\n{links}".strip()}
    ]
    if card.buttons:
        actions = [
            {
                "tag": "button",
                "text": {"tag": "plain_text", "content": button.title},
                "url": button.url,
                "type": "default",
            }
            for button in card.buttons
        ]
        elements.append({"tag": "action", "actions": actions})
    title = {"tag": "plain_text", "content": card.heading}
    config = {"wide_screen_mode": True}
    return {"config": config, "header": {"title": title}, "elements": elements}

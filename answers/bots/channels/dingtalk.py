"""DingTalk: a robot that is called by HTTP.

Signature and message as open.dingtalk.com describes them for robots that receive:
``sign`` is HMAC-SHA256 over timestamp, a line break and the secret, in Base64. A
message brings the address to answer at, which lives for an hour or two; what is known
later is sent by the robot itself, for which it needs the app's key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from answers.bots.channels.tokens import forget_token, kept_token
from answers.bots.channels.types import (
    JSON_HEADERS,
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
from answers.services.delivery import RefusedError, UnreachedError, post

SKEW = 3600  # seconds
API = "https://api.dingtalk.com"
HOSTS = ("https://oapi.dingtalk.com/", f"{API}/")
DONE = Ack('{"msgtype": "empty"}', "application/json")
DIRECT = "1"  # a conversation of two
GROUP, ONE = "groupMessages/send", "oToMessages/batchSend"
ACROSS, DOWN = "1", "0"  # how buttons stand


def read(channel: Channel, call: Call) -> Message | Ack:
    """Read what somebody data to the robot."""
    _verify(channel, call)
    data = read_json(call.body)
    until = data.get("sessionWebhookExpiredTime")
    return Message(
        text=_text(data).strip(),
        event_id=text_at(data, "msgId") or hashlib.sha256(call.body).hexdigest(),
        thread={
            "webhook": text_at(data, "sessionWebhook"),
            "until": until if isinstance(until, int) else 0,
            "robot": text_at(data, "robotCode"),
            "conversation": text_at(data, "conversationId"),
            "user": text_at(data, "senderStaffId")
            if data.get("conversationType") == DIRECT
            else "",
        },
        ack=DONE,
        sender=text_at(data, "senderId"),
    )


def send(channel: Channel, thread: Thread, card: Card) -> str:
    """Post an action card to the conversation's own address, or later a message."""
    until = thread.get("until")
    if isinstance(until, int) and 0 < until < time.time() * 1000:
        return _send_later(channel, thread, card)
    url = str(thread.get("webhook") or "")
    allowed = (channel.api_base,) if channel.api_base else HOSTS
    if not url.startswith(allowed):
        raise RefusedError("the message names no address of DingTalk")
    data = post_json(url, _card(card))
    if data.get("errcode", 0) != 0:
        raise UnreachedError(f"DingTalk {data.get('errcode')}: {data.get('errmsg')}")
    return "ok"


def _send_later(channel: Channel, thread: Thread, card: Card) -> str:
    """Send a message in the robot's own name, to the group or to one person."""
    key = channel.secret("app_key")
    if not key:
        msg = "the conversation's address has ended: give the channel its app_key"
        raise RefusedError(msg)
    base = channel.api_base or API
    headers = JSON_HEADERS | {"x-acs-dingtalk-access-token": _token(channel, base)}
    buttons = "  ".join(f"[{b.title}]({b.url})" for b in card.buttons)
    content = {"title": card.heading, "text": f"{_markdown(card)}\n\n{buttons}"}
    body: dict[str, Any] = {
        "robotCode": str(thread.get("robot") or key),
        "msgKey": "sampleMarkdown",
        "msgParam": json.dumps(content, ensure_ascii=False),
    }
    user = str(thread.get("user") or "")
    if user:
        body["userIds"] = [user]
    else:
        body["openConversationId"] = thread.get("conversation")
    url = f"{base}/v1.0/robot/{ONE if user else GROUP}"
    try:
        post(url, json.dumps(body).encode(), headers)
    except (RefusedError, UnreachedError):
        forget_token(channel)
        raise
    return "ok"


def _token(channel: Channel, base: str) -> str:
    body = {
        "appKey": channel.secret("app_key"),
        "appSecret": channel.secret("app_secret"),
    }
    url = f"{base}/v1.0/oauth2/accessToken"

    def fetch() -> tuple[str, object]:
        data = post_json(url, body)
        return text_at(data, "accessToken"), data.get("expireIn")

    return kept_token(channel, fetch)


def _verify(channel: Channel, call: Call) -> None:
    stamp = call.headers.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal() and 3 < len(stamp) <= 16):
        raise signature_error()
    check_timestamp(stamp[:-3], call, SKEW)  # it is in milliseconds
    given = call.headers.get("sign", "")
    for secret in channel.each_secret("app_secret"):
        signed = f"{stamp}\n{secret}".encode()
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        if hmac.compare_digest(base64.b64encode(digest), given.encode()):
            return
    raise signature_error()


def _text(data: Mapping[str, Any]) -> str:
    """Return a text, or the texts of one with pictures; empty for anything else."""
    kind = text_at(data, "msgtype")
    if kind == "richText":
        content = data.get("content")
        parts = content.get("richText") if isinstance(content, dict) else None
        found = parts if isinstance(parts, list) else []
        return "".join(text_at(part, "text") for part in found)
    return text_at(data, "text", "content") if kind in ("text", "") else ""


def _card(card: Card) -> dict[str, Any]:
    """Return an action card; without buttons it may be none."""
    content = {"title": card.heading, "text": _markdown(card)}
    if not card.buttons:
        return {"msgtype": "markdown", "markdown": content}
    buttons = [{"title": b.title, "actionURL": b.url} for b in card.buttons]
    look = {"btnOrientation": ACROSS if len(buttons) == 2 else DOWN, "btns": buttons}
    return {"msgtype": "actionCard", "actionCard": content | look}


def _markdown(card: Card) -> str:
    links = "\n\n".join(f"- [{s.title}]({s.url})" for s in card.sources)
    return f"#### {card.heading}\n\n{card.text}\n\n{links}".strip()

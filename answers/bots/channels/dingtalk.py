"""DingTalk: the outgoing robot of a group.

Signature and message as open.dingtalk.com describes them for robots that receive:
``sign`` is HMAC-SHA256 over timestamp, a line break and the secret, in Base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from answers.bots.channels.types import (
    Ack,
    Call,
    Card,
    Message,
    forged,
    fresh,
    read_json,
    text_at,
)
from answers.models import Channel
from answers.services.calling import post
from answers.services.delivering import RefusedError, UnreachedError

SECRETS = ("app_secret",)
SKEW = 3600  # seconds
HOSTS = ("https://oapi.dingtalk.com/", "https://api.dingtalk.com/")


def read(channel: Channel, call: Call) -> Message | Ack:
    """Read what somebody said to the robot."""
    _verify(channel, call)
    said = read_json(call.body)
    if text_at(said, "msgtype") not in ("text", ""):
        return Ack("{}", "application/json")
    return Message(
        text=text_at(said, "text", "content").strip(),
        event_id=text_at(said, "msgId") or hashlib.sha256(call.body).hexdigest(),
        thread={"webhook": text_at(said, "sessionWebhook")},
        sender=text_at(said, "senderId"),
        ack=Ack("{}", "application/json"),
    )


def send(channel: Channel, thread: Mapping[str, Any], card: Card) -> str:
    """Post an action card to the conversation's own address."""
    url = str(thread.get("webhook") or "")
    allowed = (channel.api_base,) if channel.api_base else HOSTS
    if not url.startswith(allowed):
        raise RefusedError("the message names no address of DingTalk")
    buttons = [{"title": b.title, "actionURL": b.url} for b in card.buttons]
    body = {
        "msgtype": "actionCard",
        "actionCard": {
            "title": card.heading,
            "text": _markdown(card),
            "btnOrientation": "1",
            "btns": buttons,
        },
    }
    if not buttons:
        body = {
            "msgtype": "markdown",
            "markdown": {"title": card.heading, "text": _markdown(card)},
        }
    _status, answer = post(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    said = read_json(answer)
    if said.get("errcode", 0) != 0:
        raise UnreachedError(f"DingTalk {said.get('errcode')}: {said.get('errmsg')}")
    return "ok"


def _verify(channel: Channel, call: Call) -> None:
    stamp = call.headers.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal() and 3 < len(stamp) <= 16):
        raise forged()
    fresh(stamp[:-3], call, SKEW)  # it is in milliseconds
    given = call.headers.get("sign", "")
    for secret in channel.each_secret("app_secret"):
        signed = f"{stamp}\n{secret}".encode()
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        if hmac.compare_digest(base64.b64encode(digest), given.encode()):
            return
    raise forged()


def _markdown(card: Card) -> str:
    links = "\n\n".join(f"- [{s.title}]({s.url})" for s in card.sources)
    return f"#### {card.heading}\n\n{card.text}\n\n{links}".strip()

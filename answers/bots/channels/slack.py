"""Slack: slash commands and mentions.

Signatures and payloads as api.slack.com/authentication/verifying-requests-from-slack,
/interactivity/slash-commands and /apis/events-api describe them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape, unescape  # &, < and >, as Slack's text has them

from django.utils.translation import gettext as _

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
from answers.lib.errors import InvalidError
from answers.models import Channel
from answers.services.channels import Thread
from answers.services.delivery import RefusedError, post
from answers.text.normalization import clean, cut

SKEW = 300  # seconds
API = "https://slack.com/api"
RESPONSE_LIFE = 29 * 60  # seconds that a command's own address lives, a little less
OUTSIDE = ("not_in_channel", "channel_not_found", "is_archived")
BUTTON = 75  # characters of its text
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+\|?([^<>]*)>")
_LINK = re.compile(r"<([a-z]+:[^<>|]+)(?:\|[^<>]*)?>")


def read(channel: Channel, call: Call) -> Message | Ack:
    """Read a slash command, a mention, a direct message, or the first challenge."""
    _verify(channel, call)
    if call.headers.get("content-type", "").startswith("application/json"):
        return _event(call)
    form = {name: clean(values[0]) for name, values in _form(call.body).items()}
    text = _plain_question(form.get("text", ""))
    if not text:  # a button was pressed, or nothing was asked
        hint = _("Write your question after the command.")
        return Ack() if "payload" in form else _ephemeral(hint)
    return Message(
        text=text,
        event_id=form.get("trigger_id", "") or hashlib.sha256(call.body).hexdigest(),
        thread={
            "response_url": form.get("response_url", ""),
            "until": call.now + RESPONSE_LIFE,
            "channel": form.get("channel_id", ""),
            "user": form.get("user_id", ""),
        },
        sender=form.get("user_id", ""),
        ack=_ephemeral("🔎 …"),
    )


def send(channel: Channel, thread: Thread, card: Card) -> str:
    """Post blocks to the address that a command brought, else into the thread.

    That address lives for half an hour. Later the blocks go to the channel, or to the
    sender where the app is not a member of the channel.
    """
    body: dict[str, Any] = {"text": card.heading, "blocks": _blocks(card)}
    url, until = str(thread.get("response_url") or ""), thread.get("until")
    if url and not (isinstance(until, int | float) and until < time.time()):
        body["response_type"] = "ephemeral" if card.aside else "in_channel"
        return f"HTTP {post(url, json.dumps(body).encode(), JSON_HEADERS)[0]}"
    body |= {"thread_ts": thread.get("ts"), "unfurl_links": False}
    error = _post(channel, body | {"channel": thread.get("channel")})
    if error in OUTSIDE and thread.get("user"):
        error = _post(channel, body | {"channel": thread["user"]})
    if error:
        raise RefusedError(f"Slack: {error}")
    return "ok"


def _post(channel: Channel, body: Mapping[str, Any]) -> str:
    """Post a message; return Slack's error code, empty where there is none."""
    headers = {"Authorization": f"Bearer {channel.secret('bot_token')}"}
    url = f"{channel.api_base or API}/chat.postMessage"
    data = post_json(url, body, headers)
    return "" if data.get("ok") is True else text_at(data, "error") or "not ok"


def _verify(channel: Channel, call: Call) -> None:
    stamp = call.headers.get("x-slack-request-timestamp", "")
    check_timestamp(stamp, call, SKEW)
    given = call.headers.get("x-slack-signature", "")
    signed = b"v0:" + stamp.encode() + b":" + call.body
    for secret in channel.each_secret("signing_secret"):
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        if hmac.compare_digest(f"v0={digest}".encode(), given.encode()):
            return
    raise signature_error()


def _form(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=100)
    except ValueError as error:
        msg = "The body is no form of a slash command."
        raise InvalidError(msg, field="body") from error


def _event(call: Call) -> Message | Ack:
    data = read_json(call.body)
    if data.get("type") == "url_verification":
        return Ack(text_at(data, "challenge"))
    event = data.get("event")
    kind = text_at(data, "event", "type")
    direct = kind == "message" and text_at(data, "event", "channel_type") == "im"
    if not isinstance(event, dict) or not (kind == "app_mention" or direct):
        return Ack()
    if event.get("bot_id") or event.get("subtype"):
        return Ack()  # written by a bot, maybe by this one
    where, moment = text_at(event, "channel"), text_at(event, "ts")
    return Message(
        text=_plain_question(text_at(event, "text")),
        # One message may come as several events, each with an id of its own.
        event_id=f"{where}:{moment}" if where and moment else _own_id(data, call),
        thread={"channel": where, "ts": text_at(event, "thread_ts") or moment},
        sender=text_at(event, "user"),
    )


def _own_id(data: Mapping[str, Any], call: Call) -> str:
    return text_at(data, "event_id") or hashlib.sha256(call.body).hexdigest()


def _ephemeral(text: str) -> Ack:
    body = json.dumps({"response_type": "ephemeral", "text": text})
    return Ack(body, "application/json")


def _plain_question(text: str) -> str:
    """Return a text as it was typed: no mentions, links and entities as plain text."""
    text = _LINK.sub(r"\1", _CHANNEL.sub(r"#\1", _MENTION.sub(" ", text)))
    return unescape(text).strip()


def _blocks(card: Card) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(cut(card.heading, 150))},
        {"type": "section", "text": _markdown(escape(card.text) or "…")},
    ]
    if card.sources:
        links = "\n".join(f"• <{s.url}|{_title(s.title)}>" for s in card.sources)
        blocks.append({"type": "section", "text": _markdown(links)})
    if card.buttons:
        buttons = [
            {
                "type": "button",
                "text": _plain(cut(button.title, BUTTON)),
                "url": button.url,
            }
            for button in card.buttons
        ]
        blocks.append({"type": "actions", "elements": buttons})
    return blocks


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _markdown(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": cut(text, 2900)}


def _title(text: str) -> str:
    return escape(text).replace("|", "¦")  # where a link's title begins

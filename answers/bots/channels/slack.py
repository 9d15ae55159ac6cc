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
    Ack,
    Call,
    Card,
    Message,
    forged,
    fresh,
    read_json,
    text_at,
)
from answers.lib.errors import InvalidError
from answers.models import Channel
from answers.services.delivery import RefusedError, post
from answers.text.normalization import clean, cut

SECRETS = ("signing_secret", "bot_token")
SKEW = 300  # seconds
API = "https://slack.com/api"
RESPONSE_LIFE = 29 * 60  # seconds that a command's own address lives, a little less
OUTSIDE = ("not_in_channel", "channel_not_found", "is_archived")
BUTTON = 75  # characters of its text
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+\|?([^<>]*)>")
_LINK = re.compile(r"<([a-z]+:[^<>|]+)(?:\|[^<>]*)?>")


def read(channel: Channel, call: Call) -> Message | Ack:
    """Read a slash command, a mention, a direct message, or the first challenge."""
    _verify(channel, call)
    if call.headers.get("content-type", "").startswith("application/json"):
        return _event(call)
    form = {name: clean(values[0]) for name, values in _form(call.body).items()}
    text = _said(form.get("text", ""))
    if not text:  # a button was pressed, or nothing was asked
        hint = _("Write your question after the command.")
        return Ack() if "payload" in form else _aside(hint)
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
        ack=_aside("🔎 …"),
    )


def send(channel: Channel, thread: Mapping[str, Any], card: Card) -> str:
    """Post blocks: to where a command wants its answer, else into the thread.

    A command's own address lives for half an hour; later it is the channel, or where
    the app is no member of that, who asked.
    """
    body: dict[str, Any] = {"text": card.heading, "blocks": _blocks(card)}
    url, until = str(thread.get("response_url") or ""), thread.get("until")
    if url and not (isinstance(until, int | float) and until < time.time()):
        body["response_type"] = "ephemeral" if card.aside else "in_channel"
        return f"HTTP {post(url, json.dumps(body).encode(), _JSON)[0]}"
    body |= {"thread_ts": thread.get("ts"), "unfurl_links": False}
    error = _post(channel, body | {"channel": thread.get("channel")})
    if error in OUTSIDE and thread.get("user"):
        error = _post(channel, body | {"channel": thread["user"]})
    if error:
        raise RefusedError(f"Slack: {error}")
    return "ok"


def _post(channel: Channel, body: Mapping[str, Any]) -> str:
    """Post a message; return Slack's word for what was wrong, empty for nothing."""
    headers = _JSON | {"Authorization": f"Bearer {channel.secret('bot_token')}"}
    url = f"{channel.api_base or API}/chat.postMessage"
    said = read_json(post(url, json.dumps(body).encode(), headers)[1])
    return "" if said.get("ok") is True else text_at(said, "error") or "not ok"


def _verify(channel: Channel, call: Call) -> None:
    stamp = call.headers.get("x-slack-request-timestamp", "")
    fresh(stamp, call, SKEW)
    given = call.headers.get("x-slack-signature", "")
    signed = b"v0:" + stamp.encode() + b":" + call.body
    for secret in channel.each_secret("signing_secret"):
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        if hmac.compare_digest(f"v0={digest}".encode(), given.encode()):
            return
    raise forged()


def _form(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=100)
    except ValueError as error:
        msg = "The body is no form of a slash command."
        raise InvalidError(msg, field="body") from error


def _event(call: Call) -> Message | Ack:
    said = read_json(call.body)
    if said.get("type") == "url_verification":
        return Ack(text_at(said, "challenge"))
    event = said.get("event")
    kind = text_at(said, "event", "type")
    direct = kind == "message" and text_at(said, "event", "channel_type") == "im"
    if not isinstance(event, dict) or not (kind == "app_mention" or direct):
        return Ack()
    if event.get("bot_id") or event.get("subtype"):
        return Ack()  # what a bot says, we too, is no question
    where, moment = text_at(event, "channel"), text_at(event, "ts")
    return Message(
        text=_said(text_at(event, "text")),
        # One message may come as several events, each with an id of its own.
        event_id=f"{where}:{moment}" if where and moment else _own_id(said, call),
        thread={"channel": where, "ts": text_at(event, "thread_ts") or moment},
        sender=text_at(event, "user"),
    )


def _own_id(said: Mapping[str, Any], call: Call) -> str:
    return text_at(said, "event_id") or hashlib.sha256(call.body).hexdigest()


def _aside(text: str) -> Ack:
    body = json.dumps({"response_type": "ephemeral", "text": text})
    return Ack(body, "application/json")


def _said(text: str) -> str:
    """Return a text as it was typed: without mentions, links and entities as text."""
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

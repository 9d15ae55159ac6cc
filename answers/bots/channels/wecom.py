"""WeCom: the callback of an app, in XML, always encrypted.

As developer.work.weixin.qq.com describes it: ``msg_signature`` is the SHA-1 of token,
time stamp, nonce and cipher text, sorted; the key is the 43 characters of
EncodingAESKey and a ``=``, its first half the initialization vector; inside stand 16
random bytes, the length (4 bytes, big-endian), the message, and the receiver's id.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from urllib.parse import quote
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from answers.bots.channels.ciphers import decrypt_cbc
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
from answers.lib.errors import InvalidError
from answers.models import Channel
from answers.services.channels import Thread
from answers.services.delivery import UnreachedError, post

LONGEST, LINKS = 2040, 750  # bytes of a message, and of its links or its buttons
SKEW = 3600  # seconds
API = "https://qyapi.weixin.qq.com"


def read(channel: Channel, call: Call) -> Message | Ack:
    """Read a message to the app, or the echo by which its address is verified."""
    check_timestamp(call.query.get("timestamp", ""), call, SKEW)
    if call.method == "GET":
        cipher = call.query.get("echostr", "")
        return Ack(_opened(channel, call, cipher).decode("utf-8", "replace"))
    data = _xml(_opened(channel, call, _child(_xml(call.body), "Encrypt")))
    if _child(data, "MsgType") != "text":
        return Ack()
    return Message(
        text=_child(data, "Content").strip(),
        event_id=_child(data, "MsgId") or hashlib.sha256(call.body).hexdigest(),
        thread={"user": _child(data, "FromUserName")},
        sender=_child(data, "FromUserName"),
    )


def send(channel: Channel, thread: Thread, card: Card) -> str:
    """Send the app's markdown message to who asked."""
    base = channel.api_base or API
    agent = channel.secret("agent_id")
    body = {
        "touser": thread.get("user"),
        "msgtype": "markdown",
        "agentid": int(agent) if agent.isdecimal() else agent,
        "markdown": {"content": _markdown(card)},
    }
    url = f"{base}/cgi-bin/message/send?access_token={quote(_token(channel, base))}"
    data = post_json(url, body)
    if data.get("errcode", 0) != 0:
        forget_token(channel)
        raise UnreachedError(f"WeCom {data.get('errcode')}: {data.get('errmsg')}")
    return "ok"


def _token(channel: Channel, base: str) -> str:
    corp, secret = channel.secret("corp_id"), channel.secret("corp_secret")
    url = f"{base}/cgi-bin/gettoken?corpid={quote(corp)}&corpsecret={quote(secret)}"

    def fetch() -> tuple[str, object]:
        data = read_json(post(url, b"", JSON_HEADERS, method="GET")[1])
        if data.get("errcode", 0) != 0:
            raise UnreachedError(f"WeCom {data.get('errcode')}: {data.get('errmsg')}")
        return text_at(data, "access_token"), data.get("expires_in")

    return kept_token(channel, fetch)


def _opened(channel: Channel, call: Call, cipher: str) -> bytes:
    """Return the message in a cipher text whose signature fits."""
    given = call.query.get("msg_signature", "").encode()
    others = [call.query.get("timestamp", ""), call.query.get("nonce", ""), cipher]
    for token in channel.each_secret("token"):
        joined = "".join(sorted([token, *others])).encode()
        digest = hashlib.sha1(joined, usedforsecurity=False).hexdigest()
        if hmac.compare_digest(digest.encode(), given):
            break
    else:
        raise signature_error()
    for text in channel.each_secret("aes_key"):
        message = _message(channel, cipher, text)
        if message is not None:
            return message
    raise signature_error()


def _message(channel: Channel, cipher: str, aes_key: str) -> bytes | None:
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
    except (binascii.Error, ValueError):
        return None
    plain = decrypt_cbc(cipher, key, key[:16]) if len(key) == 32 else None
    if plain is None or len(plain) < 20:
        return None
    end = 20 + int.from_bytes(plain[16:20], "big")
    receiver = plain[end:].decode("utf-8", "replace")
    # A smart robot's messages name no receiver.
    return plain[20:end] if receiver in (channel.secret("corp_id"), "") else None


def _xml(body: bytes) -> Element:
    try:
        found: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        msg = "The body is no XML message."
        raise InvalidError(msg, field="body") from error
    return found


def _child(element: Element, name: str) -> str:
    return element.findtext(name) or ""


def _markdown(card: Card) -> str:
    """Return the card within WeCom's 2,048 bytes: links whole, or left out."""
    head = f"**{card.heading}**\n"
    buttons = _whole([f"[{b.title}]({b.url})" for b in card.buttons], LINKS)
    links = _whole([f"> [{s.title}]({s.url})" for s in card.sources], LINKS)
    tail = "\n" + "\n".join(links) + "\n\n" + "  ".join(buttons)
    room = LONGEST - len((head + tail).encode())
    text = re.sub(r"\n{3,}", "\n\n", card.text).encode()[: max(room, 0)]
    return f"{head}{text.decode('utf-8', 'ignore')}{tail}"


def _whole(pieces: Iterable[str], room: int) -> list[str]:
    """Return the pieces, the first ones first, that fit into so many bytes."""
    kept = []
    for piece in pieces:
        room -= len(piece.encode()) + 2
        if room >= 0:
            kept.append(piece)
    return kept

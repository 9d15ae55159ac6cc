"""The services as their servers sign, encrypt and answer; written apart from ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

QUESTION = "登录后返回 403 token invalid 怎么办"
UNKNOWN = "量子纠缠通信的信道容量怎么估算"
FORM = "application/x-www-form-urlencoded"
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SECRETS = {
    "slack": {"signing_secret": "s1", "bot_token": "xoxb-1"},
    "feishu": {
        "app_id": "cli_1",
        "app_secret": "a1",
        "encrypt_key": "e1",
        "verification_token": "v1",
    },
    "wecom": {
        "corp_id": "ww1",
        "agent_id": "1000002",
        "corp_secret": "c1",
        "token": "t1",
        "aes_key": AES_KEY,
    },
    "dingtalk": {"app_secret": "d1", "app_key": "ding1"},
}


def encrypted(plain: bytes, key: bytes, iv: bytes, block: int = 128) -> bytes:
    padder = PKCS7(block).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


class Server:
    """The service's own API: keeps what was sent to it."""

    def __init__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                outer.got.append((self.path, dict(self.headers), body))
                data = json.dumps(outer.said(self.path)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer  # noqa: N815

            def log_message(self, *args):
                pass

        self.got = []
        self.error = {}
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def said(self, path):
        if self.error and "oken" not in path.partition("?")[0]:
            return self.error
        if "tenant_access_token" in path:
            return {"code": 0, "tenant_access_token": "t-1", "expire": 7200}
        if "accessToken" in path:
            return {"accessToken": "d-1", "expireIn": 7200}
        if "gettoken" in path:
            return {"errcode": 0, "access_token": "w-1", "expires_in": 7200}
        return {"ok": True, "code": 0, "errcode": 0}

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


class Slack:
    def call(self, text, server, *, id="1", at=0.0, secret="s1", sender="U1"):
        form = {
            "text": text,
            "trigger_id": id,
            "user_id": sender,
            "channel_id": "C1",
            "response_url": f"{server.url}/hook",
        }
        return self.signed(urlencode(form).encode(), at, secret)

    def signed(
        self, body, at=0.0, secret="s1", kind="application/x-www-form-urlencoded"
    ):
        stamp = str(int(time.time() + at))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
        headers = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        return body, headers, kind, ""

    def shown(self, server):
        return json.loads(server.got[-1][2])["blocks"]


class Dingtalk:
    def call(self, text, server, *, id="1", at=0.0, secret="d1", sender="$:1", **more):
        said = {
            "senderId": sender,
            "msgtype": "text",
            "msgId": id,
            "text": {"content": f" {text} "},
            "sessionWebhook": f"{server.url}/robot/sendBySession?session=x",
            "sessionWebhookExpiredTime": int((time.time() + 5400) * 1000),
            "robotCode": "ding1",
            "conversationId": "cid1==",
            "conversationType": "2",
            "senderStaffId": "user1",
            **more,
        }
        return self.signed(json.dumps(said).encode(), at, secret)

    def signed(self, body, at=0.0, secret="d1"):
        stamp = str(int((time.time() + at) * 1000))
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
        sign = base64.b64encode(digest.digest()).decode()
        return body, {"timestamp": stamp, "sign": sign}, "application/json", ""

    def shown(self, server):
        said = json.loads(server.got[-1][2])
        return said.get("actionCard") or said["markdown"]


class Feishu:
    def call(self, text, server, *, id="1", at=0.0, secret="e1", sender="ou_1", **more):
        said = {
            "schema": "2.0",
            "header": {
                "event_id": id,
                "event_type": "im.message.receive_v1",
                "token": "v1",
            },
            "event": {
                "sender": {"sender_id": {"open_id": sender}, "sender_type": "user"},
                "message": {
                    "message_id": f"om_{id}",
                    "message_type": "text",
                    "chat_type": "group",
                    "mentions": [{"key": "@_user_1"}],
                    "content": json.dumps({"text": f"@_user_1 {text}"}),
                    **more,
                },
            },
        }
        return self.signed(said, at, secret)

    def signed(self, said, at=0.0, secret="e1"):
        key, iv = hashlib.sha256(secret.encode()).digest(), b"0123456789abcdef"
        cipher = iv + encrypted(json.dumps(said).encode(), key, iv)
        body = json.dumps({"encrypt": base64.b64encode(cipher).decode()}).encode()
        stamp, nonce = str(int(time.time() + at)), "n1"
        digest = hashlib.sha256(f"{stamp}{nonce}{secret}".encode() + body).hexdigest()
        headers = {
            "X-Lark-Request-Timestamp": stamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": digest,
        }
        return body, headers, "application/json", ""

    def shown(self, server):
        return json.loads(json.loads(server.got[-1][2])["content"])


class Wecom:
    def call(self, text, server, *, id="1", at=0.0, secret="t1", sender="u1"):
        said = (
            f"<xml><FromUserName><![CDATA[{sender}]]></FromUserName>"
            f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
            f"<MsgId>{id}</MsgId></xml>"
        )
        return self.signed(said.encode(), at, secret)

    def cipher(self, plain, aes_key=AES_KEY, receiver=b"ww1"):
        key = base64.b64decode(aes_key + "=")
        packed = b"r" * 16 + struct.pack(">I", len(plain)) + plain + receiver
        return base64.b64encode(encrypted(packed, key, key[:16], 128)).decode()

    def signed(self, plain, at=0.0, secret="t1"):
        cipher = self.cipher(plain)
        body = f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode()
        return body, {}, "text/xml", self.query(cipher, at, secret)

    def query(self, cipher, at=0.0, secret="t1", **more):
        stamp, nonce = str(int(time.time() + at)), "n1"
        joined = "".join(sorted([secret, stamp, nonce, cipher]))
        digest = hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()
        values = {"msg_signature": digest, "timestamp": stamp, "nonce": nonce}
        return "?" + urlencode(values | more)

    def shown(self, server):
        return json.loads(server.got[-1][2])["markdown"]["content"]


VENDORS = {
    "slack": Slack(),
    "dingtalk": Dingtalk(),
    "feishu": Feishu(),
    "wecom": Wecom(),
}


def mention(vendor, *, id="Ev1", **more):
    event = {
        "type": "app_mention",
        "text": f"<@U0BOT> {QUESTION}",
        "channel": "C1",
        "ts": "1.2",
    }
    said = {"type": "event_callback", "event_id": id, "event": event | more}
    return vendor.signed(json.dumps(said).encode(), kind="application/json")

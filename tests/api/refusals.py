"""Every refusal of the API, provoked for real: what docs/api-errors.md is made of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.utils import timezone

from answers.lib import keys
from answers.lib.errors import IndexBusyError
from answers.models import Article, Bot, BotKey, Product
from answers.services.accounts import BotAccess, bot_create, key_make, key_revoke
from answers.services.articles.status import article_set_status

PASSWORD = "correct horse battery"
ALL = ("search", "ask", "feedback")
Refusals = dict[str, tuple[str, Callable[[], Any]]]


@dataclass
class Scene:
    """A site with an internal article, and ways to ask it."""

    monkeypatch: Any
    language: str = "en"
    count: int = 0

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send one request of a fresh client."""
        client = Client(raise_request_exception=False)
        return self.by(client, method, path, body, **headers)

    def by(self, client: Client, method: str, path: str, body: Any = None, **headers):
        kind = headers.pop("content_type", "application/json")
        given = body if isinstance(body, str) else json.dumps(body or {})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(
            method,
            f"/api/v1/{path}",
            "" if method == "GET" else given,
            content_type=kind,
            headers={"accept-language": self.language} | named,
        )

    def with_key(self, key: str, path: str = "tags", method: str = "GET", **more: Any):
        return self.send(method, path, authorization=f"Bearer {key}", **more)

    def bot(self, *, scopes=ALL, products=(), days=None, **fields: Any) -> str:
        """Return the key of a fresh bot."""
        self.count += 1
        access = BotAccess(scopes=scopes, products=products)
        bot = bot_create(name=f"bot {self.count}", access=access)
        Bot.objects.filter(pk=bot.pk).update(**fields)
        return key_make(bot=bot, days=days)[1].text

    def login(self) -> dict[str, Any]:
        self.count += 1
        name = f"user{self.count}"
        get_user_model().objects.create_user(name, password=PASSWORD)
        given = {"username": name, "password": PASSWORD}
        return self.send("POST", "auth/login", given).json()

    def check(self, token: str) -> Any:
        return self.with_key(token, "auth/check")

    # --------------------------------------------------------- one a code
    def token_expired(self) -> Any:
        key = self.bot()
        past = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
        BotKey.objects.filter(prefix=key[5:13]).update(expires_at=past)
        return self.check(key)

    def token_revoked(self) -> Any:
        key = self.bot()
        key_revoke(key=BotKey.objects.get(prefix=key[5:13]))
        return self.check(key)

    def token_reused(self) -> Any:
        body = {"refresh_token": self.login()["refresh_token"]}
        self.send("POST", "auth/refresh", body)
        return self.send("POST", "auth/refresh", body)

    def clock_skew(self) -> Any:
        token = self.login()["access_token"]
        payload = jwt.decode(token, options={"verify_signature": False})
        payload["iat"] = int(timezone.now().timestamp()) + 300
        return self.check(
            jwt.encode(payload, settings.SIMPLE_JWT["SIGNING_KEY"], "HS256")
        )

    def login_locked(self) -> Any:
        given = {"username": "guessed", "password": "wrong"}
        for _ in range(6):
            response = self.send("POST", "auth/login", given)
        return response

    def key_in_url(self) -> Any:
        return self.send("GET", f"search?q=9848&api_key={self.bot()}")

    def wrong_product(self) -> Any:
        Product.objects.get_or_create(slug="nacos", defaults={"name": "Nacos"})
        key = self.bot(products=("nacos",))
        return self.with_key(key, "search?q=x&product=ninja")

    def csrf_failed(self) -> Any:
        client = Client(enforce_csrf_checks=True)
        client.force_login(get_user_model().objects.create_user(f"c{self.language}"))
        return self.by(client, "POST", "ask", {"question": "403"})

    def permission_denied(self) -> Any:
        token = self.login()["access_token"]
        return self.with_key(token, "articles/internal")

    def write(self, *sent: tuple[str, str, Any]) -> Any:
        """Send these as one author, and return what the last one gives."""
        key = self.bot(scopes=("write",))
        for method, path, body in sent:
            response = self.with_key(key, path, method, body=body)
        return response

    def overtaken(self) -> Any:
        key, body = self.bot(scopes=("write",)), {"answer": "…"}
        path = "articles/tokenim-403"
        return self.with_key(key, path, "PATCH", body=body, if_match='"r99"')

    def gone(self) -> Any:
        rows = Article.objects.filter(key="tokenim-ip-whitelist")
        article_set_status(articles=rows, status="retired", replaced_by="tokenim-403")
        return self.send("GET", "articles/tokenim-ip-whitelist")

    def rate_limited(self) -> Any:
        with override_settings(KB_THROTTLE_ANON="1/d"):
            self.send("GET", "tags")
            return self.send("GET", "tags")

    def broken(self, error: Exception) -> Any:
        def fail(**_: Any) -> None:
            raise error

        with self.monkeypatch.context() as patch:
            patch.setattr("answers.api.tags.tag_list", fail)
            return self.send("GET", "tags")

    def search_unavailable(self) -> Any:
        with self.monkeypatch.context() as patch:
            door = "answers.services.search.query.healer.start"
            patch.setattr(door, lambda: None)
            with override_settings(KB_SEARCH_URL="whoosh:///nowhere/at/all"):
                return self.send("GET", "search?q=x")


def refusals(scene: Scene) -> Refusals:
    """Return how each code comes about, in words and by doing it."""
    body = {"username": "nobody", "password": "wrong"}
    return {
        "token_missing": (
            "an internal article, or `auth/check`, without key or token",
            lambda: scene.send("GET", "articles/internal"),
        ),
        "token_malformed": (
            "a key that was mistyped or cut off, another scheme than `Bearer`",
            lambda: scene.check(scene.bot()[:-1]),
        ),
        "token_unknown": (
            "a key of another server, or of a bot that was deleted",
            lambda: scene.check(
                "dayi_00000000_" + "0" * 43 + checksum("dayi_00000000_" + "0" * 43)
            ),
        ),
        "token_expired": ("a key or token after its time", scene.token_expired),
        "token_revoked": (
            "a revoked key, a bot that is switched off, a login after logout or a "
            "changed password, an account that is switched off",
            scene.token_revoked,
        ),
        "token_reused": ("a refresh token for the second time", scene.token_reused),
        "token_wrong_type": (
            "a refresh token where an access token belongs, or the other way round",
            lambda: scene.check(scene.login()["refresh_token"]),
        ),
        "clock_skew": ("a token from the future", scene.clock_skew),
        "login_failed": (
            "a wrong name or password",
            lambda: scene.send("POST", "auth/login", body),
        ),
        "key_in_url": ("a key or token in the address", scene.key_in_url),
        "wrong_scope": (
            "a key without the scope that the call needs",
            lambda: scene.with_key(scene.bot(scopes=("ask",)), "search?q=x"),
        ),
        "wrong_product": ("a product that the bot may not see", scene.wrong_product),
        "address_not_allowed": (
            "a call from outside the bot's networks",
            lambda: scene.with_key(scene.bot(addresses=["10.1.2.0/24"])),
        ),
        "origin_not_allowed": (
            "a browser on a page that the bot does not name",
            lambda: scene.with_key(
                scene.bot(origins=["https://docs.example.org"]),
                origin="https://other.example.org",
            ),
        ),
        "csrf_failed": ("a browser's cookie without its CSRF token", scene.csrf_failed),
        "permission_denied": (
            "a login that may not do this",
            scene.permission_denied,
        ),
        "invalid": ("bad input", lambda: scene.send("GET", "search?q=x&limit=0")),
        "not_found": ("no such thing", lambda: scene.send("GET", "articles/nothing")),
        "gone": ("an article that was retired", scene.gone),
        "conflict": (
            "an article under an `id` that is taken, a change of a revision that is "
            "not the newest (`base`)",
            lambda: scene.write(
                ("PATCH", "articles/tokenim-403", {"base": 99, "answer": "…"})
            ),
        ),
        "precondition_failed": (
            "a change of a revision that is not the newest (`If-Match`)",
            scene.overtaken,
        ),
        "precondition_required": (
            "a change that does not say of which revision",
            lambda: scene.write(("PATCH", "articles/tokenim-403", {"answer": "…"})),
        ),
        "method_not_allowed": (
            "a method that the address does not know",
            lambda: scene.send("PUT", "search"),
        ),
        "too_large": (
            "a body of more than a megabyte",
            lambda: scene.send("POST", "ask", '{"question": "' + "x" * 1_000_001),
        ),
        "unsupported_media_type": (
            "a body that is not JSON",
            lambda: scene.send("POST", "ask", "403", content_type="text/plain"),
        ),
        "rate_limited": ("more calls than the rate allows", scene.rate_limited),
        "login_locked": (
            "five wrong passwords for one name from one address",
            scene.login_locked,
        ),
        "search_unavailable": (
            "while the index is being made anew",
            scene.search_unavailable,
        ),
        "index_busy": (
            "while another process writes the index",
            lambda: scene.broken(IndexBusyError("The index is being written: wait.")),
        ),
        "server_error": (
            "a fault of ours",
            lambda: scene.broken(RuntimeError("told to nobody")),
        ),
    }  # fmt: skip


def checksum(body: str) -> str:
    return keys._checksum(body)

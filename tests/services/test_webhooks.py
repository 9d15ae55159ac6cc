"""Webhooks: signed as the specification says, kept from private addresses."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from answers.lib.errors import InvalidError
from answers.models import Delivery, DeliveryAttempt, Event, Vote, Webhook
from answers.services.delivery import http
from answers.services.delivery.http import url_check
from answers.services.outbox import send_due
from answers.services.votes import VoteData, vote_record
from answers.services.webhooks import (
    announce,
    articles_announce,
    secret_rotate,
    secret_settle,
    webhook_test,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    """A real server that keeps what was posted to it."""
    settings.KB_WEBHOOK_PRIVATE = True

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((dict(self.headers), body))
            self.send_response(server.status)
            for name, value in server.extra.items():
                self.send_header(name, value)
            self.end_headers()
            while server.dribbles and not server.closing.wait(0.05):
                self.wfile.write(b"x")
                self.wfile.flush()
            self.wfile.write(b"x" * 5000)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status, server.extra = [], 200, {}
    server.dribbles, server.closing = False, threading.Event()
    server.handle_error = lambda *args: None  # who reads has gone away
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hook(receiver):
    return Webhook.objects.create(
        name="desk", url=receiver.url, events=[Event.FEEDBACK_RECEIVED]
    )


def verified(secret, got):
    headers, body = got
    return Receiver(secret).verify(body, {k.lower(): v for k, v in headers.items()})


def test_a_vote_is_told_and_its_signature_holds(hook, receiver, make_article):
    vote_record(
        article=make_article(),
        visitor="v:1",
        channel="web",
        data=VoteData(Vote.Value.DOWN, "outdated", "2.3 不一样"),
    )
    assert send_due().done == 1
    told = verified(hook.secret, receiver.got[0])
    assert told["type"] == "feedback.received"
    assert told["data"]["article"]["id"] == "token-invalid"
    assert told["data"]["vote"] == "down"
    assert told["data"]["comment"] == "2.3 不一样"
    assert DeliveryAttempt.objects.get().outcome == "HTTP 200"


def test_another_secret_does_not_verify(hook, receiver):
    webhook_test(webhook=hook)
    send_due()
    other = Webhook(name="other").secret
    with pytest.raises(WebhookVerificationError):
        verified(other, receiver.got[0])


def test_while_a_secret_is_replaced_both_sign(hook, receiver):
    old = hook.secret
    new = secret_rotate(webhook=hook).secret
    webhook_test(webhook=hook)
    send_due()
    assert verified(old, receiver.got[0]) == verified(new, receiver.got[0])
    secret_settle(webhook=hook)
    webhook_test(webhook=hook)
    send_due()
    assert verified(new, receiver.got[1])["type"] == "test"
    with pytest.raises(WebhookVerificationError):
        verified(old, receiver.got[1])


def test_only_what_is_wanted_is_told(hook, make_article):
    Webhook.objects.create(name="off", url=hook.url, enabled=False, events=Event.values)
    make_article()
    articles_announce(["token-invalid"])
    assert not Delivery.objects.exists()
    hook.events = [Event.ARTICLE_PUBLISHED]
    hook.save()
    articles_announce(["token-invalid", "unknown"])
    body = json.loads(Delivery.objects.get().payload["body"])
    assert body["data"]["url"].endswith("/articles/token-invalid/")


def test_it_has_the_same_id_however_often_it_is_sent(hook, receiver):
    receiver.status = 500
    webhook_test(webhook=hook)
    send_due()
    Delivery.objects.update(due_at="2026-01-01T00:00:00Z")
    send_due()
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(ids) == 2
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    ("status", "extra", "given_up"),
    [
        (410, {}, True),
        (500, {}, False),
        (429, {"Retry-After": "600"}, False),
        (302, {"Location": "http://127.0.0.1:1/"}, False),
    ],
)
def test_an_answer_that_is_no_success_is_noted(hook, receiver, status, extra, given_up):
    receiver.status, receiver.extra = status, extra
    webhook_test(webhook=hook)
    send_due()
    assert f"HTTP {status}: xxx" in DeliveryAttempt.objects.get().outcome
    assert (Delivery.objects.get().state == Delivery.State.FAILED) is given_up
    assert len(receiver.got) == 1


def test_a_webhook_that_is_gone_is_not_sent_to(hook):
    webhook_test(webhook=hook)
    hook.delete()
    send_due()
    assert Delivery.objects.get().state == Delivery.State.FAILED


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "0.0.0.0",  # noqa: S104
        "::1",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.8",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::1",
        "2002:c0a8:101::1",
        "2001:0:808:808::80ff:fffe",
    ],
)
def test_private_addresses_are_refused_whatever_they_are_called(
    hook, receiver, settings, monkeypatch, address
):
    settings.KB_WEBHOOK_PRIVATE = False
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    hook.url = "https://hooks.example.org/x"
    hook.save()
    webhook_test(webhook=hook)
    send_due()
    assert "private address" in DeliveryAttempt.objects.get().outcome
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert not receiver.got


@pytest.mark.parametrize("host", ["nowhere.invalid", "127.0.0.1"])
def test_nobody_there_is_tried_again(hook, settings, host):
    settings.KB_WEBHOOK_PRIVATE = True
    hook.url = f"http://{host}:1/"
    hook.save()
    webhook_test(webhook=hook)
    send_due()
    assert Delivery.objects.get().state == Delivery.State.WAITING
    assert "Error" in DeliveryAttempt.objects.get().outcome


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x.example.org",
        "javascript:1",
        "http://",
        "https://a:b@x.example.org",
        "http://[",
        "http://x:99999/",
    ],
)
def test_addresses_that_cannot_be_posted_to_are_refused(url):
    with pytest.raises(InvalidError):
        url_check(url)


def test_nothing_is_made_where_nobody_listens(make_article):
    def never():
        raise AssertionError

    assert announce(Event.ARTICLE_PUBLISHED, never) == 0


def test_a_receiver_that_dribbles_is_left_in_time(hook, receiver, monkeypatch):
    monkeypatch.setattr(http, "IN_ALL", 0.5)
    receiver.dribbles = True
    webhook_test(webhook=hook)
    send_due()
    assert "Timeout" in DeliveryAttempt.objects.get().outcome
    assert Delivery.objects.get().state == Delivery.State.WAITING

"""Chat channels: both directions over real HTTP, in each service's own format."""

import datetime as dt
import json
import re
from urllib.parse import unquote

import pytest
from django.utils import timezone

from answers.models import (
    Channel,
    ChannelEvent,
    ChannelThread,
    Delivery,
    DeliveryAttempt,
    Inquiry,
    Vote,
)
from answers.services.channels import threads_answer
from answers.services.outbox import delete_old, send_due
from tests.bots.channels.vendors import QUESTION, UNKNOWN, mention

pytestmark = pytest.mark.django_db


def test_a_question_is_acknowledged_and_answered_after(send, vendor, server):
    assert send(vendor.call(QUESTION, server)).status_code == 200
    assert server.got == []
    assert send_due().done == 1
    assert Delivery.objects.get().state == Delivery.State.DONE
    shown = json.dumps(vendor.shown(server), ensure_ascii=False)
    assert "重新登录" in shown
    assert "/articles/token-invalid/" in shown
    assert shown.count("vote=up") == shown.count("vote=down") == 1


def test_a_card_shows_every_citation(send, vendor, server, make_article):
    for key in ("first", "second"):
        make_article(key, title=QUESTION, product="nacos")
    send(vendor.call(QUESTION, server))
    send_due()
    shown = json.dumps(vendor.shown(server), ensure_ascii=False)
    assert shown.count("（第 1 版）") == 2
    for key in ("first", "second"):
        assert f"/articles/{key}/" in shown


def test_the_same_message_again_is_not_answered_again(send, vendor, server):
    for _ in range(3):
        assert send(vendor.call(QUESTION, server, id="7")).status_code == 200
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("at", [-4000, 4000])
def test_a_message_from_another_time_is_refused(send, vendor, server, at):
    refused = send(vendor.call(QUESTION, server, at=at))
    assert refused.status_code == 401
    assert refused.json()["code"] == "signature_stale"
    assert not Delivery.objects.exists()


def test_a_forged_signature_is_refused(send, vendor, server):
    refused = send(vendor.call(QUESTION, server, secret="other"))
    assert (refused.status_code, refused.json()["code"]) == (401, "signature_invalid")
    body, _headers, kind, _query = vendor.call(QUESTION, server)
    bare = send((body, {}, kind, ""))
    assert (bare.status_code, bare.json()["code"]) == (401, "signature_invalid")
    assert not Delivery.objects.exists()


def test_while_secrets_are_replaced_the_old_ones_count(send, vendor, server, channel):
    channel.old_secrets = channel.secrets
    ids = {name: channel.secrets.get(name) for name in ("corp_id", "app_id")}
    channel.secrets = {**dict.fromkeys(channel.secrets, "new"), **ids}
    channel.save()
    assert send(vendor.call(QUESTION, server)).status_code == 200
    channel.old_secrets = {}
    channel.save()
    assert send(vendor.call(QUESTION, server, id="2")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 9000,
        b"<xml/>",
        b'{"encrypt": 7}',
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
        b'{"event": [], "header": 1}',
    ],
)
def test_no_body_is_answered_with_5xx(send, vendor, kind, body):
    if kind in ("slack", "dingtalk"):
        for type_ in ("application/json", "application/x-www-form-urlencoded"):
            _body, headers, _kind, _query = vendor.signed(body)
            assert send((body, headers, type_, "")).status_code < 500
    query = vendor.query("x") if kind == "wecom" else ""
    assert 400 <= send((body, {}, "application/json", query)).status_code < 500


def test_what_no_table_can_keep_breaks_nothing(send, vendor, server, kind):
    bad = "\x00\ud800" if kind in ("feishu", "dingtalk") else "%00"
    if kind == "wecom":
        bad = "&#xFFFE;"  # no XML message may hold it
    answer = send(vendor.call(f"403 {bad}", server, id=f"1{bad}", sender=f"u{bad}"))
    assert answer.status_code < 500


def test_what_is_unknown_or_off_is_explained(client, channel, send, vendor, server):
    assert client.post("/bots/nowhere/").json()["code"] == "not_found"
    Channel.objects.update(enabled=False)
    assert send(vendor.call(QUESTION, server)).status_code == 404


def test_an_unknown_question_is_answered_in_its_thread_later(
    send, vendor, server, make_article
):
    send(vendor.call(UNKNOWN, server))
    send_due()
    assert "/inquiries/" in json.dumps(vendor.shown(server))
    inquiry = Inquiry.objects.get()
    assert ChannelThread.objects.get().inquiry == inquiry
    article = make_article("quantum", title=UNKNOWN, answer="用香农公式估算。")
    Inquiry.objects.update(article=article, status=Inquiry.Status.ANSWERED)
    assert threads_answer(inquiry=inquiry) == 1
    assert threads_answer(inquiry=inquiry) == 0
    first = server.got[-1][0]
    assert send_due().done == 1
    assert server.got[-1][0] == first
    assert "香农公式" in json.dumps(vendor.shown(server), ensure_ascii=False)


def test_a_button_shows_the_form_and_only_sending_votes(
    send, vendor, server, client, kind
):
    send(vendor.call(QUESTION, server))
    send_due()
    shown = unquote(json.dumps(vendor.shown(server)))
    link = re.search(
        r"(/articles/token-invalid/feedback\S*?vote=down&by=[\w:.-]+)", shown
    )
    page = client.get(link[1])
    assert page.status_code == 200
    assert not Vote.objects.exists()
    by = page.context["by"]
    sent = client.post(page.request["PATH_INFO"], {"vote": "down", "by": by})
    assert sent.status_code == 302
    vote = Vote.objects.get()
    assert (vote.channel, vote.query) == (kind, QUESTION)
    assert vote.revision.number == 1


def test_a_vote_is_on_the_revision_that_was_shown(
    send, vendor, server, client, make_article
):
    send(vendor.call(QUESTION, server))
    send_due()
    shown = unquote(json.dumps(vendor.shown(server)))
    make_article("token-invalid", product="nacos", answer="现在写得更清楚了。")
    by = re.search(r"vote=down&by=([\w:.-]+)", shown)[1]
    client.post("/articles/token-invalid/feedback/", {"vote": "down", "by": by})
    vote = Vote.objects.get()
    assert (vote.revision.number, vote.article.current.number) == (1, 2)


@pytest.mark.parametrize("by", ["x", "x:y:z", "eyJrIjoiYSJ9:1vM:abc"])
def test_a_link_that_was_changed_is_explained(client, make_article, by):
    make_article("token-invalid")
    page = client.get(f"/articles/token-invalid/feedback/?vote=up&by={by}")
    assert page.status_code == 400


def test_what_the_service_refuses_is_noted(send, vendor, server, kind):
    server.error = {"ok": False, "error": "no", "code": 9, "msg": "no", "errcode": 9}
    server.error["errmsg"] = "no"
    if kind == "slack":  # a slash command's address says it by its status alone
        send(mention(vendor))
    else:
        send(vendor.call(QUESTION, server))
    send_due()
    attempt = DeliveryAttempt.objects.get()
    assert not attempt.succeeded
    assert "no" in attempt.outcome
    assert Delivery.objects.get().state != Delivery.State.DONE


# ------------------------------------------------------------- too many
def queued():
    """Return what waits to be sent, in a word each."""
    payloads = Delivery.objects.order_by("pk").values_list("payload", flat=True)
    return ["wait" if "wait" in payload else "answer" for payload in payloads]


def test_who_asks_too_much_is_told_once_a_minute(send, vendor, server, settings):
    settings.KB_THROTTLE_SENDER = "2/d"
    seen = [send(vendor.call(QUESTION, server, id=str(n))) for n in range(5)]
    assert {answer.status_code for answer in seen} == {200}
    assert [answer["RateLimit"].split(";")[1] for answer in seen] == [
        "r=1", "r=0", "r=0", "r=0", "r=0",
    ]  # fmt: skip
    assert seen[0]["RateLimit-Policy"] == '"sender";q=2;w=86400'
    assert queued() == ["answer", "answer", "wait"]
    assert (
        send(vendor.call(QUESTION, server, id="9", sender="other")).status_code == 200
    )
    assert queued()[-1] == "answer"


def test_it_is_told_in_the_channels_own_manner(send, vendor, server, settings, kind):
    settings.KB_THROTTLE_SENDER = "1/d"
    for number in range(2):
        send(vendor.call(QUESTION, server, id=str(number)))
    send_due()
    assert "秒后再问" in json.dumps(vendor.shown(server), ensure_ascii=False)
    if kind == "slack":
        assert json.loads(server.got[-1][2])["response_type"] == "ephemeral"


def test_what_the_service_sends_again_does_not_count_twice(
    send, vendor, server, settings
):
    settings.KB_THROTTLE_SENDER = "2/d"
    for id in ("1", "1", "1", "2", "2"):
        assert send(vendor.call(QUESTION, server, id=id)).status_code == 200
    assert queued() == ["answer", "answer"]


def test_a_channel_has_a_limit_of_its_own(send, vendor, server, settings):
    settings.KB_THROTTLE_CHANNEL, settings.KB_THROTTLE_SENDER = "3/d", "2/d"
    for number, sender in enumerate("aaabbb"):
        send(vendor.call(QUESTION, server, id=str(number), sender=sender))
    # Who asked too much alone did not use up what is left for the others.
    assert queued() == ["answer", "answer", "wait", "answer", "wait"]
    assert send(vendor.call(QUESTION, server, id="7", sender="c"))["RateLimit"]


def test_secrets_are_not_kept_and_nothing_is_once_it_is_answered(send, vendor, server):
    send(vendor.call("403 password=hunter2hunter2 怎么办", server))
    assert "hunter2" not in json.dumps(Delivery.objects.get().payload)
    send_due()
    assert Delivery.objects.get().payload == {}


def test_old_messages_are_forgotten(send, vendor, server):
    send(vendor.call(QUESTION, server))
    ChannelEvent.objects.update(at=timezone.now() - dt.timedelta(days=4))
    delete_old()
    assert not ChannelEvent.objects.exists()


@pytest.mark.parametrize("kind", ["feishu", "wecom"], indirect=True)
def test_a_token_is_fetched_once_and_anew_where_it_is_refused(send, vendor, server):
    def fetched():
        return sum("oken" in path.partition("?")[0] for path, _, _ in server.got)

    for number in range(3):
        send(vendor.call(QUESTION, server, id=str(number)))
        send_due()
    assert fetched() == 1
    server.error = {"code": 99991663, "errcode": 42001, "msg": "x", "errmsg": "x"}
    send(vendor.call(QUESTION, server, id="refused"))
    send_due()
    server.error = {}
    send(vendor.call(QUESTION, server, id="after"))
    send_due()
    assert fetched() == 2


def test_a_question_back_has_a_button_for_each_choice(
    send, vendor, server, make_article
):
    for product in ("nacos", "ninja"):
        make_article(product, title=f"403 forbidden {product}", product=product)
    send(vendor.call("403 forbidden", server))
    send_due()
    shown = unquote(json.dumps(vendor.shown(server), ensure_ascii=False))
    for product in ("nacos", "ninja"):
        assert f"/ask/?question=403+forbidden&product={product}" in shown
    assert shown.count("vote=up") == 1


def test_what_nobody_knows_has_a_button_to_see_how_far_it_is(send, vendor, server):
    send(vendor.call(UNKNOWN, server))
    send_due()
    shown = vendor.shown(server)
    text = unquote(json.dumps(shown, ensure_ascii=False))
    assert text.count("/inquiries/") == 1
    assert f"/ask/?question={UNKNOWN}" in text
    if "btns" in shown:
        assert len(shown["btns"]) == 2


def test_a_button_does_not_hold_a_whole_log(send, vendor, server):
    send(vendor.call(f"{UNKNOWN} " * 60, server))
    send_due()
    assert "/ask/" not in json.dumps(vendor.shown(server))

"""Each service in its own way: its published examples, and what it alone does."""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse

import pytest

from answers.bots.channels import dingtalk, feishu, slack, wecom
from answers.bots.channels.ciphers import decrypt_cbc
from answers.bots.channels.types import Ack, Call
from answers.lib.errors import CredentialsError
from answers.models import Channel, Delivery, DeliveryAttempt
from answers.services.outbox import send_due
from tests.bots.channels.vendors import QUESTION, VENDORS, mention

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------- each in its own way
def test_slack_signs_as_its_guide_shows():
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
        b"&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
        b"%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    secret = {"signing_secret": "8f742231b10e8888abcd99yyyzzz85a5"}
    call = Call(
        method="POST",
        headers={
            "x-slack-request-timestamp": "1531420618",
            "x-slack-signature": "v0="
            "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        },
        query={},
        body=body,
        now=1531420618 + 60,
    )
    # It asks nothing, so it is told how to.
    assert "ephemeral" in slack.read(Channel(secrets=secret), call).body
    with pytest.raises(CredentialsError, match="signature"):
        slack.read(Channel(secrets={"signing_secret": "other"}), call)


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_is_answered_in_the_thread_of_a_mention(send, vendor, server):
    send(mention(vendor))
    send_due()
    path, headers, body = server.got[-1]
    assert path == "/chat.postMessage"
    assert headers["Authorization"] == "Bearer xoxb-1"
    assert json.loads(body)["thread_ts"] == "1.2"
    send(mention(vendor, id="Ev2", ts="1.3", bot_id="B1"))
    assert Delivery.objects.count() == 1


def as_slack(text):
    form = urllib.parse.urlencode({"text": text, "trigger_id": "1"}).encode()
    return VENDORS["slack"].signed(form)


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_is_understood_as_it_was_typed(send, server):
    typed = "<@U1> a &lt; b &amp;&amp; see <https://x.example/y?a=1|x> in <#C1|ops>"
    send(as_slack(typed))
    asked = Delivery.objects.get().payload["text"]
    assert asked == "a < b && see https://x.example/y?a=1 in #ops"


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_is_told_how_to_ask_and_buttons_are_no_question(send, server):
    empty = send(as_slack(" "))
    assert empty.json() == {
        "response_type": "ephemeral",
        "text": "请在命令后写上问题。",
    }
    pressed = urllib.parse.urlencode({"payload": '{"type": "block_actions"}'})
    assert send(VENDORS["slack"].signed(pressed.encode())).content == b""
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_sends_one_message_as_several_events(send, vendor, server):
    for id in ("Ev1", "Ev2"):
        assert send(mention(vendor, id=id)).status_code == 200
    direct = {"type": "message", "channel_type": "im"}
    send(mention(vendor, id="Ev3", **direct))
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_shows_code_as_it_is(send, vendor, server, make_article):
    make_article("token-invalid", product="nacos", answer="`ps | grep <nacos>`")
    send(vendor.call(QUESTION, server))
    send_due()
    assert "ps | grep &lt;nacos&gt;" in vendor.shown(server)[1]["text"]["text"]


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_is_answered_in_the_channel_once_a_commands_address_has_ended(
    send, vendor, server
):
    send(vendor.call(QUESTION, server))
    payload = Delivery.objects.get().payload
    payload["thread"]["until"] = time.time() - 1
    Delivery.objects.update(payload=payload)
    server.error = {"ok": False, "error": "not_in_channel"}
    send_due()
    posted = [(path, json.loads(body)["channel"]) for path, _, body in server.got]
    # Not a member of it: then to who asked.
    assert posted == [("/chat.postMessage", "C1"), ("/chat.postMessage", "U1")]
    assert "not_in_channel" in DeliveryAttempt.objects.get().outcome


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_forms_of_too_many_fields_are_refused(send, vendor):
    refused = send(vendor.signed(b"&".join([b"a=1"] * 200)))
    assert refused.status_code == 400


@pytest.mark.parametrize("kind", ["slack"], indirect=True)
def test_slack_gets_its_challenge(send, vendor):
    said = {"type": "url_verification", "challenge": "c-1"}
    answer = send(vendor.signed(json.dumps(said).encode(), kind="application/json"))
    assert answer.content == b"c-1"


@pytest.mark.parametrize("kind", ["feishu"], indirect=True)
def test_feishu_gets_its_challenge(send, vendor):
    said = {"type": "url_verification", "challenge": "c-1", "token": "v1"}
    assert send(vendor.signed(said)).json() == {"challenge": "c-1"}
    said["token"] = "other"
    assert send(vendor.signed(said)).status_code == 401


@pytest.mark.parametrize("kind", ["wecom"], indirect=True)
def test_wecom_gets_its_echo_as_plain_text(send, vendor):
    cipher = vendor.cipher(b"4711")
    answer = send((b"", {}, "", vendor.query(cipher, echostr=cipher)), "get")
    assert answer.content == b"4711"
    assert answer["Content-Type"] == "text/plain"
    foreign = vendor.cipher(b"4711", receiver=b"ww2")
    refused = send((b"", {}, "", vendor.query(foreign, echostr=foreign)), "get")
    assert refused.status_code == 401


@pytest.mark.parametrize("kind", ["wecom"], indirect=True)
def test_wecom_text_stays_within_its_bytes(send, vendor, server, make_article):
    steps = "".join(
        f"1. **令牌过期 {n}**：重新登录，再检查时钟。\n" for n in range(300)
    )
    make_article("token-invalid", product="nacos", answer=steps)
    send(vendor.call(QUESTION, server))
    send_due()
    shown = vendor.shown(server)
    assert 1500 < len(shown.encode()) <= 2048
    assert shown.count("vote=down") == 1


@pytest.mark.parametrize("kind", ["dingtalk"], indirect=True)
def test_dingtalk_is_answered_at_its_own_address_alone(send, vendor, server, channel):
    channel.api_base = ""
    channel.save()
    send(vendor.call(QUESTION, server))
    send_due()
    assert server.got == []
    assert "no address of DingTalk" in DeliveryAttempt.objects.get().outcome


# ------------------------------------------------------------- published examples
def test_feishu_decrypts_the_example_of_its_guide():
    key = hashlib.sha256(b"test key").digest()
    cipher = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
    assert decrypt_cbc(cipher, key) == b"hello world"
    assert decrypt_cbc(cipher, hashlib.sha256(b"another").digest()) != b"hello world"


WECOM = Channel(
    secrets={
        "corp_id": "ww1436e0e65a779aee",
        "token": "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo",
        "aes_key": "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt",
    }
)
ECHO = (
    "fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq6"
    "SVHyA=="
)
HELLO = (
    "Kl7kjoSf6DMD1zh7rtrHjFaDapSCkaOnwu3bqLc5tAybhhMl9pFeK8NslNPVdMwmBQTNoW4mY7AIjeLvEl"
    "3NyeTkAgGzBhzTtRLNshw2AEew+kkYcD+Fq72Kt00fT0WnN87hGrW8SqGc+NcT3mu87Ha3dz1pSDi6GaUA"
    "6A0sqfde0VJPQbZ9U+3JWcoD4Z5jaU0y9GSh010wsHF8KZD24YhmZH4ch4Ka7ilEbjbfvhKkNL65HHL0J6"
    "EYJIZUC2pFrdkJ7MhmEbU2qARR4iQHE7wy24qy0cRX3Mfp6iELcDNfSsPGjUQVDGxQDCWjayJOpcwocugu"
    "x082f49HKYg84EpHSGXAyh+/oxwaWbvL6aSDPOYuPDGOCI8jmnKiypE+"
)


def wecom_call(signature, stamp, nonce, *, echo="", body=b""):
    query = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}
    if echo:
        query["echostr"] = echo
    method = "GET" if echo else "POST"
    return Call(method, {}, query, body, now=int(stamp) + 60)


def test_wecom_answers_the_echo_of_its_sample():
    signature = "012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb"
    call = wecom_call(signature, "1476416373", "47744683", echo=ECHO)
    assert wecom.read(WECOM, call) == Ack("1288432023552776189")
    forged = wecom_call(f"1{signature[1:]}", "1476416373", "47744683", echo=ECHO)
    with pytest.raises(CredentialsError, match="signature"):
        wecom.read(WECOM, forged)


def test_wecom_reads_the_message_of_its_sample():
    body = (
        "<xml><ToUserName><![CDATA[ww1436e0e65a779aee]]></ToUserName>\n<Encrypt><![CDATA["
        f"{HELLO}]]></Encrypt>\n<AgentID><![CDATA[1000002]]></AgentID>\n</xml>"
    )
    call = wecom_call(
        "0c3914025cb4b4d68103f6bfc8db550f79dcf48e", "1476422779", "1597212914",
        body=body.encode(),
    )  # fmt: skip
    message = wecom.read(WECOM, call)
    assert (message.text, message.event_id) == ("你好", "1456453720")
    assert message.ack == Ack()  # an empty body says that the answer comes later
    assert message.sender == message.thread["user"]


def test_dingtalk_signs_as_its_guide_says():
    """The guide's own few lines of Python, for a time and a secret of ours."""
    timestamp, secret = "1577262236757", "this is secret"
    string_to_sign = "{}\n{}".format(timestamp, secret)  # noqa: UP032  as it is there
    hmac_code = hmac.new(
        secret.encode("utf-8"), string_to_sign.encode("utf-8"), digestmod=hashlib.sha256
    ).digest()
    sign = base64.b64encode(hmac_code).decode("utf-8")
    said = json.dumps({"msgtype": "text", "text": {"content": " 403"}, "msgId": "m"})
    now = int(timestamp) / 1000
    headers = {"timestamp": timestamp, "sign": sign}
    channel = Channel(secrets={"app_secret": secret})
    message = dingtalk.read(channel, Call("POST", headers, {}, said.encode(), now))
    assert (message.text, message.event_id) == ("403", "m")
    late = Call("POST", headers, {}, said.encode(), now + 3700)
    with pytest.raises(CredentialsError, match="too old"):
        dingtalk.read(channel, late)


# ------------------------------------------------------------- Feishu alone
@pytest.mark.parametrize("kind", ["feishu"], indirect=True)
def test_feishu_posts_are_read_too(send, vendor, server):
    post = {
        "title": "升级之后",
        "content": [
            [{"tag": "at", "text": "bot"}, {"tag": "text", "text": "403 "}, 7],
            [{"tag": "code_block", "text": "token invalid!"}],
            {"tag": "text"},
        ],
    }
    send(vendor.call("", server, message_type="post", content=json.dumps(post)))
    assert Delivery.objects.get().payload["text"] == "升级之后\n403 \ntoken invalid!"


@pytest.mark.parametrize("kind", ["feishu"], indirect=True)
@pytest.mark.parametrize(
    "more",
    [
        {"mentions": []},
        {"message_type": "image"},
        {"message_type": "post", "content": "{}"},
        {"message_type": "post", "content": '{"content": 7}'},
    ],
)
def test_feishu_leaves_alone_what_is_no_question_to_it(send, vendor, server, more):
    assert send(vendor.call(QUESTION, server, **more)).json() == {}
    assert not Delivery.objects.exists()


def test_feishu_hears_no_other_app():
    assert not feishu._is_message(
        {
            "header": {"event_type": "im.message.receive_v1"},
            "event": {"sender": {"sender_type": "app"}},
        }
    )


# ------------------------------------------------------------- DingTalk alone
@pytest.mark.parametrize("kind", ["dingtalk"], indirect=True)
def test_dingtalk_is_acknowledged_without_a_message(send, vendor, server):
    assert send(vendor.call(QUESTION, server)).json() == {"msgtype": "empty"}


@pytest.mark.parametrize("kind", ["dingtalk"], indirect=True)
def test_dingtalk_texts_with_pictures_are_read(send, vendor, server):
    parts = [{"text": "403 "}, {"type": "picture", "downloadCode": "x"}, {"text": "?"}]
    said = {"msgtype": "richText", "content": {"richText": parts}}
    send(vendor.call("", server, **said))
    assert Delivery.objects.get().payload["text"] == "403 ?"
    for content in (7, {}, {"richText": 7}, {"richText": [7]}):
        said = {"msgtype": "richText", "content": content, "msgId": str(content)}
        assert send(vendor.call("", server, **said)).status_code == 200
    assert Delivery.objects.count() == 1


LATE = {"sessionWebhookExpiredTime": int(time.time() * 1000) - 1}


@pytest.mark.parametrize("kind", ["dingtalk"], indirect=True)
@pytest.mark.parametrize(
    ("conversation", "path", "to"),
    [
        ("2", "/v1.0/robot/groupMessages/send", {"openConversationId": "cid1=="}),
        ("1", "/v1.0/robot/oToMessages/batchSend", {"userIds": ["user1"]}),
    ],
)
def test_dingtalk_is_answered_by_the_robot_once_the_address_has_ended(
    send, vendor, server, conversation, path, to
):
    send(vendor.call(QUESTION, server, conversationType=conversation, **LATE))
    send_due()
    called, headers, body = server.got[-1]
    assert called == path
    assert headers["x-acs-dingtalk-access-token"] == "d-1"
    said = json.loads(body)
    assert said | to == said
    assert (said["robotCode"], said["msgKey"]) == ("ding1", "sampleMarkdown")
    assert "重新登录" in json.loads(said["msgParam"])["text"]
    assert "vote=up" in said["msgParam"]


@pytest.mark.parametrize("kind", ["dingtalk"], indirect=True)
def test_dingtalk_without_its_key_says_why_nothing_was_sent(
    send, vendor, server, channel
):
    channel.secrets = {"app_secret": "d1"}
    channel.save()
    send(vendor.call(QUESTION, server, **LATE))
    send_due()
    assert server.got == []
    assert "app_key" in DeliveryAttempt.objects.get().outcome

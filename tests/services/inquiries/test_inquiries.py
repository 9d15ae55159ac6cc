"""Inquiries: kept once, grouped, closed for all who asked, and each is told once."""

import email.policy
import smtplib
import socket

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth import get_user_model
from django.core.management import call_command

from answers.lib.errors import InvalidError
from answers.models import Article, Delivery, InquiryFollower
from answers.services.inquiries import (
    InquiryData,
    followers,
    inquiries_answered,
    inquiry_create,
    inquiry_dismiss,
    inquiry_draft,
    inquiry_follow,
    inquiry_link,
    inquiry_reopen,
    inquiry_take,
)
from answers.services.outbox import send_due

pytestmark = pytest.mark.django_db
ADDRESS = "asker@example.org"


def leave(text, channel="web", **fields):
    return inquiry_create(data=InquiryData(text=text, channel=channel, **fields))


# ------------------------------------------------------------- grouping
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nacos 客户端怎么配置双写", "nacos客户端如何配置双写？"),
        ("How do I mount two config centers", "how do i mount 2 config centers?"),
        (
            "启动报错 NacosException 端口 9848 不通",
            "NacosException 报错，9848 端口不通",
        ),
    ],
)
def test_what_asks_nearly_the_same_is_one_group(one, other):
    lead = leave(one)
    member = leave(other)
    assert member.lead == lead
    assert member.token != lead.token
    lead.refresh_from_db()
    assert (lead.total, lead.count) == (2, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nacos 怎么配置双写", "红烧肉怎么做"),
        ("端口 9848 连不上", "端口 8848 连不上 403 forbidden 控制台打不开页面"),
        ("403", "404"),
    ],
)
def test_what_asks_something_else_stands_for_itself(one, other):
    leave(one)
    assert leave(other).lead is None


def test_a_member_asked_again_counts_for_its_group():
    lead = leave("Nacos 客户端怎么配置双写")
    for _ in range(3):
        member = leave("nacos客户端如何配置双写？")
    lead.refresh_from_db()
    assert (member.count, lead.total) == (3, 4)


def test_groups_keep_to_their_product_and_to_what_is_open(make_article):
    make_article("a", product="nacos")
    lead = leave("客户端怎么配置双写")
    assert leave("客户端怎么配置双写？", product="nacos").lead is None
    inquiry_dismiss(inquiry=lead, reason="x")
    assert leave("客户端怎样配置双写").lead is None


def test_what_was_said_with_it_is_kept_once_without_secrets():
    leave("怎么装", detail="password=hunter2secret 不行")
    row = leave("怎么装", detail="换了版本也不行")
    row = leave("怎么装", detail="换了版本也不行")
    assert "hunter2" not in row.detail
    assert row.detail.count("换了版本") == 1
    assert row.detail.index("换了版本") < row.detail.index("不行", 10)


# ------------------------------------------------------------- resolving
def test_an_owner_and_a_day_put_it_in_progress():
    user = get_user_model().objects.create_user("anna")
    row = leave("怎么装")
    inquiry_take(inquiry=row, owner=user, due_on=None)
    row.refresh_from_db()
    assert (row.status, row.owner) == ("in_progress", user)
    inquiry_take(inquiry=row, owner=None, due_on=None)
    row.refresh_from_db()
    assert row.status == "new"
    inquiry_dismiss(inquiry=row, reason="x")
    row.refresh_from_db()
    with pytest.raises(InvalidError):
        inquiry_take(inquiry=row, owner=user, due_on=None)


def test_only_what_readers_may_read_answers_it(make_article):
    row = leave("怎么装")
    article = make_article()
    for values in ({"internal": True}, {"internal": False, "status": "retired"}):
        Article.objects.update(**values)
        article.refresh_from_db()
        with pytest.raises(InvalidError):
            inquiry_link(inquiry=row, article=article)


def test_publishing_the_draft_answers_the_whole_group(make_article):
    lead = leave("Nacos 客户端怎么配置双写")
    leave("nacos客户端如何配置双写？")
    article = make_article()
    Article.objects.update(status="retired")
    article.refresh_from_db()
    inquiry_draft(inquiry=lead, article=article)
    lead.refresh_from_db()
    assert lead.status == "in_progress"
    article.status = "published"
    assert inquiries_answered(articles=[article]) == 1
    lead.refresh_from_db()
    assert (lead.status, lead.article) == ("answered", article)
    assert lead.closed_at is not None
    assert inquiries_answered(articles=[article]) == 0  # once


def test_an_internal_article_answers_nobody(make_article):
    row = leave("怎么装")
    article = make_article()
    article.internal = True
    inquiry_draft(inquiry=row, article=article)
    assert inquiries_answered(articles=[article]) == 0


# ------------------------------------------------------------- being told
class Box:
    """A real mail server's memory; ``answer`` is what it says to each recipient."""

    def __init__(self):
        self.letters = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def box(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.KB_MAIL_FROM = "Dayi <dayi@example.org>"
    settings.KB_BASE_URL = "https://help.example.org"
    yield controller.handler
    controller.stop()


def follow(row, address=ADDRESS, language="zh-hans"):
    inquiry_follow(inquiry=row, email=address, language=language)


def letter_text(letter):
    message = email.message_from_bytes(letter, policy=email.policy.default)
    return message, message.get_content()


def test_the_asker_is_told_once_and_then_forgotten(box, make_article, caplog):
    row = leave("Nacos 怎么装")
    follow(row)
    inquiry_link(inquiry=row, article=make_article())
    assert box.letters == []  # the request sends nothing
    call_command("deliver")
    [(to, letter)] = box.letters
    message, text = letter_text(letter)
    assert to == [ADDRESS]
    assert message["Subject"] == "您的提问有了答案"
    assert f"https://help.example.org{row.get_absolute_url()}" in text
    assert "Nacos 怎么装" in text
    assert "<https://help.example.org/inquiries/mail/" in message["List-Unsubscribe"]
    assert not InquiryFollower.objects.exists()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.payload) == ("done", {})
    send_due()
    assert len(box.letters) == 1
    assert ADDRESS not in caplog.text


def test_everybody_of_the_group_is_told_in_their_language(box):
    lead = leave("Nacos 客户端怎么配置双写")
    member = leave("nacos客户端如何配置双写？")
    follow(lead, language="en")
    follow(member, "b@example.org")
    inquiry_dismiss(inquiry=lead, reason="不支持")
    send_due()
    subjects = {to[0]: letter_text(text)[0]["Subject"] for to, text in box.letters}
    assert subjects == {
        ADDRESS: "Your question was set aside",
        "b@example.org": "您的提问已被搁置",
    }
    assert all("不支持" in letter_text(text)[1] for _, text in box.letters)


def test_who_left_meanwhile_is_not_told(box, make_article):
    row = leave("怎么装")
    follow(row)
    inquiry_link(inquiry=row, article=make_article())
    InquiryFollower.objects.all().delete()
    assert send_due().done == 1
    assert box.letters == []


def test_a_server_that_is_down_is_asked_again(box, settings, make_article, caplog):
    row = leave("怎么装")
    follow(row)
    inquiry_link(inquiry=row, article=make_article())
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert send_due().retried == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("waiting", "ConnectionRefusedError")
    assert send_due().done == 0  # not due yet
    assert ADDRESS not in caplog.text
    settings.EMAIL_PORT = port
    Delivery.objects.update(due_at=delivery.created_at)
    assert send_due().done == 1
    assert len(box.letters) == 1


def test_an_address_that_is_refused_for_good_is_forgotten(box, make_article):
    row = leave("怎么装")
    follow(row)
    box.answer = "550 no such user"
    inquiry_link(inquiry=row, article=make_article())
    assert send_due().failed == 1
    assert not InquiryFollower.objects.exists()
    assert Delivery.objects.get().state == "failed"


def test_an_address_that_is_refused_for_now_is_kept(box, make_article):
    row = leave("怎么装")
    follow(row)
    box.answer = "450 busy"
    inquiry_link(inquiry=row, article=make_article())
    assert send_due().retried == 1
    assert InquiryFollower.objects.exists()


@pytest.mark.parametrize("text", ["a\r\nBcc: evil@example.org", "a\nSubject: x\n\nb"])
def test_no_header_comes_from_what_was_asked(box, make_article, text):
    row = leave(text)
    follow(row)
    inquiry_link(inquiry=row, article=make_article(title=f"t {text}"))
    send_due()
    [(to, letter)] = box.letters
    message, _ = letter_text(letter)
    assert to == [ADDRESS]
    assert message["Bcc"] is None
    assert message["Subject"] == "您的提问有了答案"


def test_nobody_is_mailed_through_us_by_the_hundred(box, monkeypatch):
    monkeypatch.setattr(followers, "MOST_FOLLOWERS", 2)
    row = leave("怎么装")
    for name in "ab":
        follow(row, f"{name}@example.org")
    follow(row, "a@example.org")
    with pytest.raises(InvalidError):
        follow(row, "c@example.org")


def test_opened_again_it_tells_again_only_who_asks_again(box, make_article):
    row = leave("怎么装")
    follow(row)
    inquiry_dismiss(inquiry=row, reason="x")
    send_due()
    inquiry_reopen(inquiry=row)
    inquiry_link(inquiry=row, article=make_article())
    send_due()
    assert len(box.letters) == 1


def test_an_error_of_the_server_never_raises(box, make_article, monkeypatch):
    def broken(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    row = leave("怎么装")
    follow(row)
    inquiry_link(inquiry=row, article=make_article())
    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    assert send_due().retried == 1

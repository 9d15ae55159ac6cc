"""The loop as people live it, over HTTP: nobody tells the next one what to do."""

import re
import time

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import call_command
from django.test import Client

from answers.models import Article, Complaint, Delivery, Inquiry
from tests.admin.conftest import page

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "Nacos 2.3 怎么接入 KubeSphere 网关，启动报 grayscale handshake refused"
WRITE = [
    *[f"{verb}_article" for verb in ("view", "add", "change")],
    *[f"{verb}_inquiry" for verb in ("view", "change")],
    "view_revision",
]
ANSWER = (
    "## 原因\n\nKubeSphere 网关没有放行 gRPC 端口，grayscale handshake 被拒绝。\n\n"
    "## 解决办法\n\n1. 在网关放行 9848 端口。\n"
)


@pytest.fixture
def desk():
    """The desk of a reviewer."""
    return logged_in(User.objects.create_superuser("reviewer", password="x"))


@pytest.fixture
def author_desk():
    """The desk of somebody who writes and does not publish."""
    return logged_in(make_author())


def make_author():
    author = User.objects.create_user("author", password="x", is_staff=True)
    rights = Permission.objects.filter(codename__in=WRITE)
    author.user_permissions.add(*rights)
    return author


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def library(index, make_article):
    for number in range(8):
        make_article(f"other-{number}", title=f"端口 {9000 + number} 怎么开放")


def ask(client):
    question = {"question": QUESTION}
    response = client.post("/api/v1/ask", question, content_type="application/json")
    return response.json()


def seconds_until_found(client, article):
    published = time.monotonic()
    results = client.get("/search", {"q": "KubeSphere grayscale handshake"})
    assert article.get_absolute_url() in results.text
    return time.monotonic() - published


def form_of(response):
    """Return what the browser would post back of the article form."""
    form = response.context["adminform"].form
    given = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in given.items()}


def test_what_nobody_knew_is_answered_and_the_asker_is_told(
    client, author_desk, desk, library, settings
):
    settings.KB_MAIL_FROM = "Dayi <dayi@example.org>"
    # A developer asks; nothing answers, and she leaves her address.
    asked = ask(client)
    assert asked["status"] == "unknown"
    followed = re.sub(r"^https?://[^/]+", "", asked["inquiry"]["url"])
    assert "等待专家" in client.get(followed).text
    client.post(followed, {"email": "asker@example.org"})

    # At the desk it waits in the queue; its page leads to a draft that is half written.
    assert QUESTION in author_desk.get(page("inquiry_changelist")).text
    inquiry = Inquiry.objects.get()
    write = f"{page('article_add')}?inquiry={inquiry.pk}"
    assert write in author_desk.get(page("inquiry_change", inquiry.pk)).text
    draft = form_of(author_desk.get(write))
    assert (draft["question"], "## 原因" in draft["answer"]) == (QUESTION, True)

    # It is written and waits for a review; nobody outside sees it yet.
    given = draft | {"key": "nacos-kubesphere-gateway", "answer": ANSWER}
    assert author_desk.post(write, given | {"_request": "1"}).status_code == 302
    article = Article.objects.get(key="nacos-kubesphere-gateway")
    assert client.get(article.get_absolute_url()).status_code == 404
    assert "专家正在" in client.get(followed).text

    # Somebody else publishes it, and it is found within a second.
    review = f"{page('article_change', article.pk)}?revision=1"
    given = form_of(desk.get(review)) | {"status": "published", "_continue": "1"}
    assert desk.post(review, given).status_code == 302
    assert seconds_until_found(client, article) < 1

    # The asker sees it on her page, and is mailed once.
    assert article.get_absolute_url() in client.get(followed).text
    call_command("deliver")
    [letter] = mail.outbox
    assert letter.to == ["asker@example.org"]
    assert followed in letter.body
    assert Delivery.objects.get().state == "done"
    assert Inquiry.objects.get().status == "answered"

    # Asked again, it is known.
    assert ask(client)["answer"]["id"] == "nacos-kubesphere-gateway"


def test_a_disliked_answer_is_mended_and_the_voter_is_told(
    client, desk, index, make_article
):
    make_article("token", title="403 token invalid", answer="重新登录。")
    # A reader says 差评, and why.
    given = {"vote": "down", "reason": "incomplete", "query": "token 过期 403"}
    given |= {"comment": "没有说过期时间在哪里配"}
    client.post("/articles/token/feedback/", given)

    # It stands in the queue, and as an inquiry; triage promises a mended answer.
    complaint = Complaint.objects.queue().get()
    assert "token" in desk.get(page("complaint_changelist")).text
    text = desk.get(page("complaint_change", complaint.pk)).text
    assert "没有说过期时间在哪里配" in text
    assert "token 过期 403" in text
    assert Inquiry.objects.get().origin == "disliked"
    closing = {"outcome": "mended", "note": "补充了过期时间的配置"}
    assert desk.post(page("complaint_change", complaint.pk), closing).status_code == 302
    assert "已在修订版" not in client.get("/articles/token/").text

    # The answer is edited and published.
    edit = page("article_change", complaint.pk)
    given = form_of(desk.get(edit)) | {"answer": "过期时间由 expire.seconds 决定。"}
    assert desk.post(edit, given | {"status": "published"}).status_code == 302
    assert Article.objects.get(key="token").current.number == 2

    # The voter reads so on the article's page, and votes anew.
    text = client.get("/articles/token/").text
    assert "已在修订版 2 中改进" in text
    assert "补充了过期时间的配置" in text
    client.post("/articles/token/feedback/", {"vote": "up"})
    article = Article.objects.get(key="token")
    assert (article.up_count, article.down_count) == (1, 0)
    assert "已在修订版" not in client.get("/articles/token/").text
    assert "已在修订版" not in Client().get("/articles/token/").text  # nor others

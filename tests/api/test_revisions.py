"""Authors write over REST, reviewers publish in the admin; nothing is overwritten."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from answers.models import Article, Bot, BotKey, Product, Revision
from answers.services.accounts import BotAccess, bot_account, bot_create, key_make
from answers.services.revisions import (
    Draft,
    draft_save,
    revision_publish,
    revision_reject,
)

pytestmark = pytest.mark.django_db
NEW = {"title": "端口 9848 不通", "answer": "打开 **9848**。", "tags": ["9848"]}
FILE = """---
id: "port-9848"
title: "端口 9848 不通"
date: "2026-01-02"
tags: ["9848"]
keywords: ["grpc"]
product: nacos
level: "hard"
---

## 用户问题 ：
连不上

---------------
## 专家官方解答 ：

打开 **9848**。

## 参考链接 ：

*[文档](https://example.org/ports)
"""


class Author:
    """A bot with a key, and how it writes."""

    def __init__(self, client, **access):
        access.setdefault("scopes", ("write", "search"))
        name = f"writer {Bot.objects.count()}"
        self.bot = bot_create(name=name, access=BotAccess(**access))
        self.key = key_make(bot=self.bot)[1].text
        self.client = client

    def send(self, method, path, body=None, **headers):
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.client.generic(
            method, f"/api/v1/{path}", json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"authorization": f"Bearer {self.key}", **named},
        )  # fmt: skip

    def post(self, **body):
        return self.send("POST", "articles", body)

    def patch(self, key, body, **headers):
        return self.send("PATCH", f"articles/{key}", body, **headers)


@pytest.fixture
def author(client):
    return Author(client)


@pytest.fixture
def nacos():
    return Product.objects.create(slug="nacos", name="Nacos")


def refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)
    return response.json()


def fields(response):
    return {error["field"] for error in refused(response, 400, "invalid")["errors"]}


# ------------------------------------------------------------- a new article
def test_a_new_article_waits_for_its_review_and_nobody_reads_it(author, client):
    response = author.post(**NEW, note="工单 7")
    assert response.status_code == 201
    said = response.json()
    assert response["Location"] == said["state_url"]
    assert (said["id"], said["revision"], said["status"]) == ("q-1", 1, "in_review")
    assert (said["public"], said["url"], said["note"]) == (None, None, "工单 7")
    revision = Revision.objects.get()
    assert (revision.origin, revision.status) == ("api", "in_review")
    assert client.get("/api/v1/articles/q-1").status_code == 404
    assert client.get("/articles/q-1/").status_code == 404


def test_the_author_is_the_bot_in_history_and_audit_log(author):
    said = author.post(**NEW).json()
    account = Revision.objects.get().author
    assert str(account) == said["author"] == f"bot:{author.bot.name}"
    verbs = [entry.change_message[:7] for entry in LogEntry.objects.order_by("pk")]
    assert verbs == ["draft: ", "request"]
    assert {entry.user for entry in LogEntry.objects.all()} == {account}


def test_nobody_can_log_in_as_a_bot(author, admin_client):
    account = bot_account(bot=author.bot)
    assert account.username not in admin_client.get("/admin/auth/user/").text
    changed = admin_client.get(f"/admin/auth/user/{account.pk}/password/")
    assert changed.status_code == 404
    assert not account.is_active
    assert not account.has_usable_password()
    assert bot_account(bot=author.bot) == account


def test_a_renamed_bot_keeps_its_account_and_its_old_name_may_be_taken(author):
    account, old = bot_account(bot=author.bot), author.bot.name
    Bot.objects.filter(pk=author.bot.pk).update(name="other")
    heir = bot_account(bot=bot_create(name=old))
    assert heir.username != account.username
    renamed = bot_account(bot=author.bot)
    assert (renamed.pk, renamed.username) == (account.pk, "bot:other")


def test_what_a_reviewer_published_is_told_and_read(author, admin_user, client):
    said = author.post(**NEW).json()
    revision_publish(revision=Revision.objects.get(), reviewer=admin_user)
    state = author.client.get(
        said["state_url"], headers={"authorization": f"Bearer {author.key}"}
    ).json()
    assert (state["status"], state["public"]) == ("published", 1)
    assert state["url"].endswith("/articles/q-1/")
    assert client.get("/api/v1/articles/q-1").json()["tags"] == ["9848"]


def test_why_it_was_rejected_is_told_and_it_can_be_written_on_at(author, admin_user):
    author.post(**NEW)
    revision_reject(
        revision=Revision.objects.get(), reviewer=admin_user, note="Which version?"
    )
    state = author.send("GET", "articles/q-1/revisions/1").json()
    assert (state["status"], state["review_note"]) == ("rejected", "Which version?")
    again = author.patch("q-1", {"base": 1, "answer": "2.3：打开 9848。"})
    assert (again.status_code, again.json()["status"]) == (201, "in_review")
    assert Revision.objects.get(number=2).title == NEW["title"]


def test_the_same_sent_twice_is_one_draft(author):
    first, again = author.post(**NEW).json(), author.post(**NEW).json()
    assert first == again
    assert Article.objects.count() == 1
    assert author.post(**NEW | {"answer": "别的"}).json()["id"] == "q-2"


def test_a_whole_file_as_ingest_reads_it(author, nacos):
    said = author.post(markdown=FILE).json()
    revision = Revision.objects.get()
    assert said["id"] == "port-9848"
    assert (revision.question, revision.answer) == ("连不上", "打开 **9848**。")
    assert (revision.product, str(revision.date)) == ("nacos", "2026-01-02")
    assert (revision.tags, revision.keywords) == (["9848"], ["grpc"])
    assert revision.references[0]["url"] == "https://example.org/ports"
    assert revision.extra == {"level": "hard"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": "403"}, "answer"),
        ({"title": " ", "answer": "x"}, "title"),
        ({"title": "x" * 501, "answer": "x"}, "title"),
        (NEW | {"tags": [7]}, "tags.0"),
        (NEW | {"date": "2026-02-30"}, "date"),
        (NEW | {"product": "nothing"}, "product"),
        (NEW | {"id": "a b"}, "id"),
        ({"markdown": "---\ntitle: [\n---\n"}, "markdown"),
        ({"markdown": FILE.replace("2026-01-02", "soon")}, "markdown"),
        ({"markdown": FILE, "title": "403"}, "title"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(author, nacos, body, field):
    assert field in fields(author.post(**body))
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        r'"\0key": "\0value"',
        "x: " + "9" * 5000,
        "x: .nan",
        "x: 2026-99-99",
        "? [a, b]\n: c",
        "x: " + "[" * 3000,
        "x: &a [*a, *a]",
        "x: !!python/object/apply:os.getcwd []",
    ],
)
def test_no_front_matter_is_answered_with_5xx(author, nacos, line):
    response = author.post(markdown=FILE.replace('level: "hard"', line))
    assert response.status_code in (201, 400)
    if response.status_code == 400:
        assert fields(response) == {"markdown"}


@pytest.mark.parametrize("key", ["%00", "%F0%9F%98%80", "x" * 3000])
def test_no_address_is_answered_with_5xx(author, key):
    refused(author.send("GET", f"articles/{key}/revisions/1"), 404, "not_found")
    refused(author.patch(key, {"base": 1}), 404, "not_found")


def test_a_text_that_is_too_long_is_refused(author):
    assert fields(author.post(title="403", answer="x" * 200_001)) == {"answer"}
    response = author.post(title="403", answer="x" * 1_000_001)
    refused(response, 413, "too_large")


def test_a_key_that_is_taken_is_a_conflict(author, make_article):
    make_article("taken")
    refused(author.post(**NEW, id="taken"), 409, "conflict")


# ------------------------------------------------------------- who may
def test_other_keys_may_not_write(client, make_article):
    make_article("a")
    reader = Author(client, scopes=("search", "ask"))
    for response in (reader.post(**NEW), reader.patch("a", {"base": 1})):
        body = refused(response, 403, "wrong_scope")
        assert body["needs"] == "write"
    refused(reader.send("GET", "articles/a/revisions/1"), 403, "wrong_scope")


def test_nobody_writes_without_a_key_nor_by_a_cookie(client, admin_client):
    for caller in (client, admin_client):
        response = caller.post("/api/v1/articles", NEW, "application/json")
        refused(response, 401, "token_missing")


def test_a_key_for_some_products_writes_for_these_alone(client, nacos, make_article):
    Product.objects.create(slug="ninja", name="Ninja")
    make_article("other", product="ninja")
    one = Author(client, products=("nacos",))
    assert one.post(**NEW).status_code == 201
    assert Revision.objects.latest("pk").product == "nacos"
    refused(one.post(**NEW, product="ninja"), 403, "wrong_product")
    refused(one.patch("other", {"base": 1}), 403, "wrong_product")
    assert fields(one.patch("q-1", {"base": 1, "product": ""})) == {"product"}
    two = Author(client, products=("nacos", "ninja"))
    assert fields(two.post(**NEW)) == {"product"}


def test_a_person_needs_the_right_of_the_admin(client, django_user_model):
    user = django_user_model.objects.create_user("anna", password="long enough 1")
    given = {"username": "anna", "password": "long enough 1"}
    token = client.post("/api/v1/auth/login", given, "application/json").json()
    headers = {"authorization": f"Bearer {token['access_token']}"}

    def post():
        return client.post("/api/v1/articles", NEW, "application/json", headers=headers)

    refused(post(), 403, "permission_denied")
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    said = post().json()
    assert (said["author"], said["status"]) == ("anna", "in_review")
    assert client.get(said["state_url"], headers=headers).json() == said


def test_what_others_sent_in_is_not_told(author, client, make_article):
    author.post(**NEW)
    other = Author(client)
    response = other.send("GET", "articles/q-1/revisions/1")
    refused(response, 403, "permission_denied")
    Revision.objects.update(author=None)
    response = other.send("GET", "articles/q-1/revisions/1")
    refused(response, 403, "permission_denied")
    assert Bot.objects.get(pk=other.bot.pk).account is None  # reading writes nothing
    refused(other.send("GET", "articles/q-1/revisions/9"), 404, "not_found")
    refused(other.send("GET", f"articles/q-1/revisions/{10**30}"), 404, "not_found")
    refused(other.patch("q-1", {"base": 1, "title": "x"}), 404, "not_found")


def test_a_key_is_counted(author, settings):
    Bot.objects.update(rate="1/h")
    assert author.post(**NEW)["RateLimit"].startswith('"bot";r=0')
    refused(author.post(**NEW), 429, "rate_limited")


# ------------------------------------------------------------- a change
def test_a_change_keeps_the_rest_and_changes_nothing_yet(author, make_article, client):
    make_article("a", answer="旧的", tags=("403",), keywords=("k",))
    response = author.patch("a", {"base": 1, "answer": "新的", "note": "2.3"})
    said = response.json()
    assert (response.status_code, said["status"]) == (201, "in_review")
    assert (said["revision"], said["base"], said["public"]) == (2, 1, 1)
    draft = Revision.objects.get(number=2)
    assert (draft.answer, draft.tags, draft.keywords) == ("新的", ["403"], ["k"])
    assert (draft.note, draft.origin) == ("2.3", "api")
    assert client.get("/api/v1/articles/a").json()["markdown"] == "旧的"


def test_what_is_public_already_is_no_draft(author, make_article):
    make_article("a", answer="旧的")
    response = author.patch("a", {"base": 1, "answer": "旧的"})
    assert (response.status_code, response.json()["status"]) == (200, "published")
    assert Revision.objects.count() == 1


def test_a_second_change_takes_the_place_of_the_first(author, make_article):
    make_article("a")
    author.patch("a", {"base": 1, "answer": "一"})
    again = author.patch("a", {"base": 1, "title": "二"}).json()
    assert again["revision"] == 3
    on = author.patch("a", {"base": 3, "answer": "三"}).json()
    assert on["revision"] == 4
    states = Revision.objects.order_by("number").values_list("status", flat=True)
    assert list(states) == ["published", "superseded", "superseded", "in_review"]
    newest = Revision.objects.get(number=4)
    assert (newest.title, newest.answer, newest.base) == ("二", "三", 1)


@pytest.mark.parametrize("body", [None, {}, {"base": 1}, {"base": 1, "note": "2.3"}])
def test_a_change_that_says_nothing_is_refused(author, make_article, body):
    make_article("a")
    waiting = author.patch("a", {"base": 1, "answer": "新的"}).json()
    assert fields(author.patch("a", body, if_match="*")) == {"body"}
    assert (
        author.send("GET", waiting["state_url"].partition("/v1/")[2]).json() == waiting
    )
    assert Revision.objects.filter(article__key="a").count() == 2


def test_a_change_must_say_what_it_was_made_to(author, make_article):
    make_article("a")
    body = refused(author.patch("a", {"answer": "x"}), 428, "precondition_required")
    assert "base" in body["detail"]


def test_a_change_of_an_older_state_is_refused(author, make_article):
    make_article("a")
    make_article("a", answer="meanwhile")
    body = refused(author.patch("a", {"base": 1, "answer": "x"}), 409, "conflict")
    assert body["revision"] == 2
    assert Revision.objects.count() == 2


def test_an_etag_says_it_too_and_votes_do_not_spoil_it(author, make_article, client):
    make_article("a")
    etag = client.get("/api/v1/articles/a")["ETag"]
    client.post("/api/v1/articles/a/feedback", {"vote": "up"}, "application/json")
    assert client.get("/api/v1/articles/a")["ETag"] != etag
    assert author.patch("a", {"answer": "x"}, if_match=etag).status_code == 201
    weak = author.patch("a", {"answer": "y"}, if_match=f'"z", W/{etag}')
    assert weak.status_code == 201
    make_article("a", answer="meanwhile")
    response = author.patch("a", {"answer": "z"}, if_match=etag)
    body = refused(response, 412, "precondition_failed")
    assert body["revision"] == 4
    assert author.patch("a", {"answer": "z"}, if_match="*").status_code == 201


@pytest.mark.parametrize("etag", ['"x"', "r1", '"r"', '"r99999999999"', ",", '"r0"'])
def test_an_etag_that_is_none_of_ours_is_refused(author, make_article, etag):
    make_article("a")
    response = author.patch("a", {"answer": "x"}, if_match=etag)
    refused(response, 412, "precondition_failed")


def test_what_staff_wrote_on_at_is_not_overwritten(author, admin_user):
    author.post(**NEW)
    own = Revision.objects.get()
    draft_save(
        revision=own,
        draft=Draft(title=own.title, question="", answer="better"),
        author=admin_user,
    )
    refused(author.patch("q-1", {"base": 1, "answer": "x"}), 409, "conflict")
    state = author.send("GET", "articles/q-1/revisions/1").json()
    assert state["status"] == "superseded"


def test_a_file_of_another_article_is_refused(author, make_article, nacos):
    make_article("a")
    assert fields(author.patch("a", {"base": 1, "markdown": FILE})) == {"markdown"}
    assert author.patch(
        "a", {"base": 1, "markdown": FILE.replace('id: "port-9848"\n', "")}
    ).status_code == 201  # fmt: skip


def test_an_unknown_article_and_an_internal_one(author, make_article):
    make_article("a")
    Article.objects.update(internal=True)
    refused(author.patch("a", {"base": 1}), 403, "wrong_scope")
    refused(author.patch("b", {"base": 1}), 404, "not_found")


def test_other_methods_say_which_there_are(author, make_article):
    make_article("a")
    body = refused(author.send("PUT", "articles/a", {}), 405, "method_not_allowed")
    assert "PATCH" in body["allowed"]


def test_the_last_use_of_the_key_is_noted(author):
    author.post(**NEW)
    assert BotKey.objects.get().last_used_at is not None


def test_front_matter_that_would_end_the_process_is_refused(author):
    deep = f"---\ntitle: {'[' * 20_000}\n---\nx"
    response = author.post(markdown=deep)
    said = refused(response, 400, "invalid")
    assert said["errors"][0]["field"] == "markdown"
    assert "nested deeper than 50 levels" in said["errors"][0]["message"]
    assert not Article.objects.exists()

"""Every staff action leaves a line that says in words what was done, to what, by whom.

``ACTIONS`` does each of them once, as the admin's pages send it. What else the admin
has a button or an address for must be known here to change nothing.
"""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from answers.models import (
    Article,
    Bot,
    BotKey,
    Channel,
    Delivery,
    Expectation,
    Inquiry,
    Pin,
    Product,
    SearchEvent,
    SynonymGroup,
    Tag,
    Vote,
    Webhook,
)
from answers.services.accounts import key_make
from answers.services.expectations import expectation_add
from answers.services.inquiries import InquiryData, inquiry_create
from answers.services.revisions import Draft, draft_create, review_request
from answers.services.votes import VoteData, vote_record
from tests.admin.conftest import NO_RELEASES, page

LOG = reverse("admin:admin_logentry_changelist")


@pytest.fixture
def world(index, make_article, boss, client):
    """Fill the database with one row of each kind; return who acts on them."""
    article = make_article("a", tags=("auth",), product="nacos")
    make_article("gone", title="旧")
    Article.objects.filter(key="gone").update(status="retired")
    author = User.objects.create_user("writer", is_staff=True)
    author.groups.add(Group.objects.get(name="Authors"))
    draft = Draft("标题", "问题", "先看错误日志。")
    revision = draft_create(draft=draft, article=article, author=author)
    review_request(revision=revision, author=author)
    expectation_add(question="红烧肉怎么做", article=article)  # broken: stops nothing
    Expectation.objects.create(question="off", enabled=False, fingerprint="off")
    inquiry_create(data=InquiryData(text="怎么装 nacos 集群", channel="web"))
    inquiry_create(data=InquiryData(text="怎么装 nacos 集群呢", channel="web"))
    inquiry_create(data=InquiryData(text="红烧肉", channel="web"))
    Inquiry.objects.filter(question="红烧肉").update(status="dismissed")
    data = VoteData(value=-1)
    vote_record(article=article, visitor="v:1", channel="web", data=data)
    SynonymGroup.objects.create(words=["x1", "x2"], enabled=True)
    SynonymGroup.objects.create(words=["y1", "y2"], enabled=False)
    pin = Pin(text="别的", article=article, enabled=False)
    pin.clean()
    pin.save()
    key_make(bot=Bot.objects.create(name="bot"), days=None)
    Channel.objects.create(slug="s", kind="slack", name="s")
    hook = {"name": "w", "url": "https://example.org/hook", "events": []}
    Webhook.objects.create(**hook, old_secret="before")
    Delivery.objects.create(kind="webhook", state="failed", payload={"webhook": 1})
    SearchEvent.objects.create(
        token="t", at=timezone.now(), text="403", kind="search", channel="web",
        proposed=[article.pk], total=1,
    )  # fmt: skip
    client.force_login(boss)
    return client


def one(model, **given):
    return model._default_manager.filter(**given).order_by("pk").first()


def bulk(model, name, **given):
    """Return a function that runs a list's action on rows of a model."""
    action = given.pop("action")

    def do(client):
        rows = model._default_manager.filter(**given)
        chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
        return client.post(page(f"{name}_changelist"), chosen)

    return do


def post(name, model=None, data=None, **given):
    """Return a function that posts to a page, of a row where a model is given."""

    def do(client):
        args = [one(model, **given).pk] if model else []
        sent = data(client) if callable(data) else data or {}
        return client.post(page(name, *args), sent)

    return do


def change_articles(**sent):
    def do(client):
        row = one(Article, key=sent.pop("key", "a"))
        chosen = {"action": "change_selected", "_selected_action": [row.pk]}
        return client.post(page("article_changelist"), chosen | sent | {"apply": "1"})

    return do


def tidy(verb, **query):
    def do(client):
        query["pks"] = one(Tag, slug="auth").pk
        return client.post(
            reverse("admin:answers_tag_tidy", query={"verb": verb, **query})
        )

    return do


def alias_then_restore(client):
    tidy("merge", into="other")(client)
    LogEntry.objects.all().delete()
    return tidy("restore")(client)


def key_of(client):
    return {"do": "revoke", "key": one(BotKey).pk, "days": "30"}


ARTICLE = {
    "key": "new-one",
    "title": "新",
    "question": "新",
    "answer": "新的。",
    "status": "published",
}
BOT = {"name": "bot2", "enabled": "on", "scopes": ["search", "ask"]}
REJECTED = {"outcome": "rejected", "note": "没错"}
PIN = {"text": "403 token", "by": "question", "enabled": "on"}
WORDS = {"words": "z1\nz2", "enabled": "on"}
CHANNEL = {"name": "t", "slug": "s", "enabled": "on", "secret_bot_token": "xoxb"}
HOOK = {"name": "w2", "url": "https://example.org/h", "events": ["article.published"]}
# What is done, the class of what it is done to (None: a file), and words of its line.
ACTIONS = {
    "article_add": (post("article_add", data=ARTICLE), "article", "发布"),
    "article.retire": (
        bulk(Article, "article", key="a", action="retire"),
        "article", "已下架",
    ),
    "article.publish_again": (
        bulk(Article, "article", key="gone", action="publish_again"), "article", "恢复",
    ),
    "tag them": (change_articles(what="tag", tags="new"), "article", "发布"),
    "product": (change_articles(what="product"), "article", "发布"),
    "internal": (change_articles(what="internal"), "article", "internal"),
    "verify many": (
        change_articles(what="verify", version="2.1"),
        "article", "2.1",
    ),
    "answers_article_verify": (
        post("article_verify", Article, {"version": "2.2"}, key="a"), "article", "2.2",
    ),
    "hide": (tidy("hide"), "tag", "隐藏"),
    "rename": (tidy("rename", name="Auth!"), "tag", "Auth!"),
    "merge": (tidy("merge", into="other"), "tag", "other"),
    "restore": (alias_then_restore, "tag", ""),
    "tag_add": (post("tag_add", data={"name": "neu"}), "tag", "neu"),
    "expectation.switch_on": (
        bulk(Expectation, "expectation", question="off", action="switch_on"),
        "expectation", "启用",
    ),
    "expectation.switch_off": (
        bulk(Expectation, "expectation", question="红烧肉怎么做", action="switch_off"),
        "expectation", "停用",
    ),
    "answers_expectation_expect": (
        post("expectation_expect", data={"question": "红烧肉"}),
        "expectation", "红烧肉",
    ),
    "expectation_add": (
        post("expectation_add", data={"question": "q", "kind": "nothing", "within": 3}),
        "expectation", "q",
    ),
    "answers_searchevent_do": (
        post("searchevent_do", SearchEvent, {"do": "expect"}), "expectation", "403",
    ),
    "search to inquiry": (
        post("searchevent_do", SearchEvent, {"do": "inquiry"}), "inquiry", "403",
    ),
    "take": (
        post("inquiry_change", Inquiry, {"do": "take", "due_on": "2030-01-02"}),
        "inquiry", "2030-01-02",
    ),
    "link": (
        post("inquiry_change", Inquiry, {"do": "link", "article": "a"}),
        "inquiry", "a",
    ),
    "dismiss": (
        post("inquiry_change", Inquiry, {"do": "dismiss", "reason": "别处"}),
        "inquiry", "别处",
    ),
    "separate": (
        post("inquiry_change", Inquiry, {"do": "separate"}, lead__isnull=False),
        "inquiry", "",
    ),
    "reopen": (
        post("inquiry_change", Inquiry, {"do": "reopen"}, status="dismissed"),
        "inquiry", "",
    ),
    "complaint": (
        post("complaint_change", Article, REJECTED, key="a"),
        "complaint", "没错",
    ),
    "synonymgroup_add": (
        post("synonymgroup_add", data=WORDS),
        "synonymgroup", "z1",
    ),
    "synonymgroup_change": (
        post("synonymgroup_change", SynonymGroup, WORDS), "synonymgroup", "",
    ),
    "synonymgroup.switch_on": (
        bulk(SynonymGroup, "synonymgroup", enabled=False, action="switch_on"),
        "synonymgroup", "启用",
    ),
    "synonymgroup.switch_off": (
        bulk(SynonymGroup, "synonymgroup", enabled=True, action="switch_off"),
        "synonymgroup", "停用",
    ),
    "pin_add": (
        post("pin_add", data=lambda _: PIN | {"article": one(Article, key="a").pk}),
        "pin", "403 token",
    ),
    "pin_delete": (post("pin_delete", Pin, {"post": "yes"}), "pin", "别的"),
    "release": (
        post(
            "product_change", Product,
            {
                "name": "Nacos", "releases-TOTAL_FORMS": 1, "releases-INITIAL_FORMS": 0,
                "releases-0-version": "2.4", "releases-0-date": "2024-01-01",
            },
        ),
        "product", "2.4",
    ),
    "product_add": (
        post("product_add", data=NO_RELEASES | {"name": "P"}),
        "product", "P",
    ),
    "bot_change": (
        post("bot_change", Bot, BOT), "bot", "bot2",
    ),
    "answers_bot_keys": (
        post("bot_keys", Bot, {"do": "make", "days": "30"}), "bot", "密钥",
    ),
    "key revoked": (post("bot_keys", Bot, key_of), "bot", "密钥"),
    "channel": (
        post("channel_change", Channel, CHANNEL),
        "channel", "bot_token",
    ),
    "webhook_add": (post("webhook_add", data=HOOK), "webhook", "w"),
    "webhook.send_test": (
        bulk(Webhook, "webhook", action="send_test"),
        "webhook", "测试",
    ),
    "webhook.rotate": (
        bulk(Webhook, "webhook", action="rotate"),
        "webhook", "密钥",
    ),
    "webhook.settle": (
        bulk(Webhook, "webhook", action="settle"),
        "webhook", "密钥",
    ),
    "delivery.again": (
        bulk(Delivery, "delivery", action="again"),
        "delivery", "重",
    ),
    "vote": (post("vote_delete", Vote, {"post": "yes"}), "vote", ""),
}  # fmt: skip
# Addresses and actions that change nothing, or whose line other tests look at.
ELSEWHERE = {
    "article.change_selected",  # above, by what it does
    "answers_article_import", "answers_import",  # test_importing
    "answers_article_table",  # a table as CSV
    "answers_revision_decide", "answers_revision_settle",  # below; test_settling
    "answers_tag_tidy", "tag.tidy_selected",  # above, by what it does
    "answers_tag_suspicious", "expectation.run",
    *(f"answers_{name}_try" for name in ("pin", "tag", "synonymgroup")),
    *(f"answers_{name}_try_first" for name in ("pin", "tag", "synonymgroup")),
    "auth_user_password_change",  # Django's
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_leaves_a_line_in_words(world, boss, name):
    do, kind, words = ACTIONS[name]
    before = set(LogEntry.objects.values_list("pk", flat=True))
    assert do(world).status_code in (200, 302)
    rows = LogEntry.objects.exclude(pk__in=before).select_related("content_type")
    assert rows, "nothing is in the log"
    assert {row.user_id for row in rows} == {boss.pk}
    told = [row for row in rows if row.content_type and row.content_type.model == kind]
    assert told
    html = world.get(LOG, {"q": told[0].object_repr[:30]}).content.decode()
    assert words in html
    for row in told:  # said, not spelled: no word of the code, no empty message
        shown = admin.site._registry[LogEntry]
        assert str(shown.shown_verb(row)) != row.change_message.partition(":")[0]


@pytest.mark.parametrize(
    ("verb", "words"),
    [("publish", "发布"), ("reject", "退回"), ("withdraw", "撤回")],
)
def test_each_decision_of_a_review_leaves_a_line(world, verb, words):
    revision = one(Article, key="a").revisions.get(status="in_review")
    given = {"verb": verb, "note": "因为"}
    assert world.post(page("revision_decide", revision.pk), given).status_code == 302
    row = LogEntry.objects.latest("pk")
    assert row.change_message.startswith(f"{verb}: r2")
    assert words in str(admin.site._registry[LogEntry].shown_verb(row))


def test_no_action_is_forgotten_here():
    known = set(ACTIONS) | ELSEWHERE
    missing = []
    for model, desk in admin.site._registry.items():
        name = model._meta.model_name
        actions = [getattr(a, "__name__", a) for a in desk.actions or ()]
        missing += [f"{name}.{a}" for a in actions if f"{name}.{a}" not in known]
        usual = {f"{model._meta.app_label}_{name}_{verb}" for verb in USUAL}
        urls = {url.name for url in desk.get_urls() if getattr(url, "name", None)}
        missing += sorted(urls - usual - known)
    assert missing == []


USUAL = ("changelist", "add", "change", "delete", "history")

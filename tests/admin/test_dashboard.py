"""The first page: how it stands and what waits, in few queries."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils import timezone

from answers.admin.base import moment
from answers.models import IndexChange, Revision, SearchEvent, Vote
from answers.services.ask.inquiry_matches import inquiries_offer
from answers.services.expectations import expectation_add, expectations_run
from answers.services.inquiries import InquiryData, inquiry_create
from tests.admin.conftest import page


def tiles(client):
    return {tile.url: tile.number for tile in client.get("/admin/").context["tiles"]}


def test_the_tiles_count_what_matters(boss_desk, make_article, vote):
    article = make_article()
    make_article("two")
    vote(article, "v:1", comment="no help")
    old = vote(article, "v:2")
    Vote.objects.filter(pk=old.pk).update(
        updated_at=timezone.now() - dt.timedelta(days=8)
    )
    Revision.objects.create(
        article=article, number=2, status="conflict", origin="ingest", title="t"
    )
    waiting = IndexChange.objects.count()
    assert waiting
    found = tiles(boss_desk)
    articles = page("article_changelist")
    assert found[f"{articles}?status__exact=published"] == 2
    assert found[f"{articles}?conflict=yes"] == 1
    assert found[page("indexchange_changelist")] == waiting
    assert [n for url, n in found.items() if page("vote_changelist") in url] == [1]


def test_staff_see_comments_and_edits_but_not_the_queue(
    desk, make_article, vote, typed
):
    article = make_article()
    vote(article, comment="no help at all")
    desk.post(
        page("article_change", article.pk), typed(article, answer="x", note="why")
    )
    text = desk.get("/admin/").content.decode()
    assert "no help at all" in text
    assert "why" in text
    assert page("indexchange_changelist") not in tiles(desk)


def test_the_first_page_takes_few_queries(
    boss_desk, make_article, vote, django_assert_max_num_queries
):
    for number in range(10):
        vote(make_article(f"a{number}"), comment="c")
    boss_desk.get("/admin/")  # counts the queues, which are kept for a minute
    with django_assert_max_num_queries(14):
        assert boss_desk.get("/admin/").status_code == 200


def test_the_links_of_the_first_page_open(boss_desk, make_article, vote):
    vote(make_article())
    text = boss_desk.get("/admin/").content.decode()
    links = re.findall(r'class="dayi-tile[^"]*" href="([^"]+)"', text)
    assert len(links) == 10
    for link in links:
        assert boss_desk.get(link.replace("&amp;", "&")).status_code == 200


def test_the_menu_counts_waiting_conflicts_and_marks_where_one_is(desk, make_article):
    article = make_article()
    Revision.objects.create(
        article=article, number=2, status="conflict", origin="ingest", title="t"
    )
    response = desk.get(page("article_changelist"), {"conflict": "yes"})
    items = [i for g in response.context["sidebar_navigation"] for i in g["items"]]
    assert [i["link"] for i in items if i["active"]] == [
        page("article_changelist") + "?conflict=yes"
    ]
    assert [i["badge"] for i in items if i.get("badge")] == ["1"]


def test_nothing_is_fetched_from_elsewhere(boss_desk, make_article):
    article = make_article()
    for address in ("/admin/", page("article_change", article.pk)):
        text = boss_desk.get(address).content.decode()
        loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="([^"]+)"', text)
        assert loaded
        assert not [url for url in loaded if not url.startswith("/")]
    assert finders.find("admin-dayi/admin.css")


def test_tables_come_as_csv_for_excel(desk, make_article, vote):
    vote(make_article(tags=("spring-cloud", "springcloud")))
    SearchEvent.objects.create(
        token="t", at=timezone.now(), kind="search", channel="web", text="=cmd|'x'!A1"
    )
    for name in ("in-vain", "unsure", "unverified", "votes", "tags"):
        response = desk.get(page("article_table", name))
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
    text = b"".join(desk.get(page("article_table", "in-vain")).streaming_content)
    assert "'=cmd|'x'!A1" in text.decode()
    assert desk.get(page("article_table", "secrets")).status_code == 404


def test_votes_over_time_are_drawn_without_any_style_of_their_own(
    desk, make_article, vote
):
    vote(make_article())
    text = desk.get("/admin/").content.decode()
    chart = re.search(r"<svg class=.dayi-chart.*?</svg>", text, re.S)[0]
    assert "style=" not in chart
    assert chart.count("is-down") == 30
    assert "+0 −1</title>" in chart


def test_a_query_in_vain_is_text_everywhere(desk, make_article):
    SearchEvent.objects.create(
        token="t", at=timezone.now(), kind="search", channel="web", text="<b>x</b>"
    )
    text = desk.get("/admin/").content.decode()
    assert "&lt;b&gt;x" in text
    assert "<b>x</b>" not in text


def test_broken_expectations_lead_to_their_list(desk, index, make_article):
    row = expectation_add(question="红烧肉", article=make_article())
    assert tiles(desk)[page("expectation_changelist")] == 0
    expectations_run()
    cache.clear()
    address = f"{page('expectation_changelist')}?enabled__exact=1&holds__exact=0"
    assert tiles(desk)[address] == 1
    html = desk.get(address).content.decode()
    row.refresh_from_db()
    assert "红烧肉" in html
    assert moment(row.broken_since) in html


def test_questions_that_may_be_answered_now_lead_to_their_list(
    desk, index, make_article
):
    inquiry = inquiry_create(data=InquiryData(text="403 token invalid", channel="web"))
    inquiry_create(data=InquiryData(text="红烧肉怎么做", channel="web"))
    make_article("token", title="403 token invalid")
    inquiries_offer()
    address = f"{page('inquiry_changelist')}?offered=yes"
    assert tiles(desk)[address] == 2
    shown = desk.get(address).context["cl"].result_list
    assert [row.pk for row in shown] == [inquiry.pk]


def test_open_complaints_lead_to_their_queue(desk, make_article, vote):
    one, other = make_article("a"), make_article("b")
    for number in range(3):
        vote(one, f"v:{number}")
    vote(other, "v:9", value=1)
    address = page("complaint_changelist")
    assert tiles(desk)[address] == 1
    assert desk.get("/admin/").content.decode().count("3 个待处理差评") == 1
    shown = desk.get(address).context["cl"].result_list
    assert [row.key for row in shown] == ["a"]


def test_tables_of_queries_lead_to_the_searches(desk, db):
    SearchEvent.objects.create(
        token="t", at=timezone.now(), kind="search", channel="web", text="x", total=0
    )
    html = desk.get("/admin/").content.decode()
    address = f"{page('searchevent_changelist')}?outcome=nothing&amp;same=once"
    assert address in html
    found = desk.get(address.replace("&amp;", "&")).context["cl"].result_list
    assert [row.text for row in found] == ["x"]

"""The first page: how it stands and what waits, in few queries."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.staticfiles import finders
from django.utils import timezone

from answers.models import IndexChange, Revision, Vote
from tests.admin.conftest import page


def numbers(client):
    text = client.get("/admin/").content.decode()
    return [int(n) for n in re.findall(r'dayi-tile-number">(\d+)<', text)]


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
    assert numbers(boss_desk) == [2, 1, 1, waiting]


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
    assert len(numbers(desk)) == 3


def test_the_first_page_takes_few_queries(
    boss_desk, make_article, vote, django_assert_max_num_queries
):
    for number in range(10):
        vote(make_article(f"a{number}"), comment="c")
    with django_assert_max_num_queries(10):
        assert boss_desk.get("/admin/").status_code == 200


def test_the_links_of_the_first_page_open(boss_desk, make_article, vote):
    vote(make_article())
    text = boss_desk.get("/admin/").content.decode()
    links = re.findall(r'class="dayi-tile[^"]*" href="([^"]+)"', text)
    assert len(links) == 4
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

"""The queue of 差评: what matters most comes first, and each is closed with a word."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from answers.admin.complaints import ComplaintAdmin
from answers.models import ArticleView, Complaint, Product, Vote
from tests.admin.conftest import page

LIST = page("complaint_changelist")


def listed(desk):
    response = desk.get(LIST)
    assert response.status_code == 200
    return [row.key for row in response.context["cl"].result_list]


def wait(article, days):
    since = timezone.now() - dt.timedelta(days=days)
    Vote.objects.filter(article=article).update(updated_at=since)


def test_impact_is_views_by_dislikes_by_age(desk, make_article, vote):
    seen, twice, old, liked = map(make_article, ("seen", "twice", "old", "liked"))
    for article in (seen, twice, old):
        vote(article, "v:1")
    vote(twice, "v:2")
    vote(liked, "v:1", value=1)
    ArticleView.objects.create(article=seen, day=dt.date(2026, 1, 1), count=300)
    ArticleView.objects.create(article=seen, day=dt.date(2026, 1, 2), count=99)
    wait(old, 30)
    assert listed(desk) == ["seen", "old", "twice"]
    rows = {row.key: row for row in Complaint.objects.queue()}
    assert rows["seen"].views_count == 399
    assert rows["seen"].impact == pytest.approx(400, rel=0.01)
    assert rows["old"].impact == pytest.approx(31, rel=0.01)
    assert (rows["twice"].dislikes, rows["twice"].views_count) == (2, 0)


def measured(article, now):
    """Return the impact as docs/curation.md says it, counted row by row."""
    rows = list(Vote.objects.filter(article=article, value=-1, handled_as=""))
    views = sum(row.count for row in ArticleView.objects.filter(article=article))
    days = (now - min(row.updated_at for row in rows)).total_seconds() / 86_400
    return (views + 1) * len(rows) * (days + 1)


def test_the_order_is_that_of_the_impact_page_by_page(
    desk, make_article, vote, monkeypatch
):
    monkeypatch.setattr(ComplaintAdmin, "list_per_page", 4)
    articles = [make_article(f"a-{n}") for n in range(10)]
    for n, article in enumerate(articles):
        for visitor in range(1 + n * 7 % 5):
            vote(article, f"v:{visitor}")
        vote(article, "v:happy", value=1)
        wait(article, n * 3 % 7)
        Vote.objects.filter(article=article, visitor="v:3").update(handled_as="mended")
        day = dt.date(2026, 1, 1)
        ArticleView.objects.create(article=article, day=day, count=n * 11 % 13)
    now = timezone.now()
    best = sorted(articles, key=lambda a: (-measured(a, now), -a.pk))
    shown = []
    for number in (1, 2, 3):
        response = desk.get(LIST, {"p": number})
        shown += [row.key for row in response.context["cl"].result_list]
    assert shown == [article.key for article in best]
    rows = {row.key: row for row in Complaint.objects.queue()}
    for article in articles:
        want = measured(article, now)
        assert rows[article.key].impact == pytest.approx(want, rel=1e-3)


def test_each_column_sorts_and_a_filter_narrows(desk, make_article, vote):
    for key, product in (("b", "nacos"), ("a", "nacos"), ("c", "other")):
        vote(make_article(key, title=key, product=product))
    for column in range(1, 6):
        response = desk.get(LIST, {"o": f"-{column}"})
        assert {row.key for row in response.context["cl"].result_list} == set("abc")
    nacos = Product.objects.get(slug="nacos").pk
    narrowed = desk.get(LIST, {"o": "1", "product__id__exact": nacos})
    assert [row.key for row in narrowed.context["cl"].result_list] == ["a", "b"]


def test_the_page_shows_each_and_what_can_be_done(desk, make_article, vote):
    article = make_article(product="nacos")
    vote(article, reason="outdated", comment="<i>2.x</i>", query="凭证失效")
    text = desk.get(page("complaint_change", article.pk)).content.decode()
    assert "&lt;i&gt;2.x&lt;/i&gt;" in text
    assert "内容已过时" in text
    assert page("article_change", article.pk) in text
    assert "words=%E5%87%AD%E8%AF%81%E5%A4%B1%E6%95%88" in text


def test_the_synonym_form_is_filled_in(desk):
    text = desk.get(page("synonymgroup_add"), {"words": "凭证失效"}).content.decode()
    assert "凭证失效</textarea>" in text


def test_it_is_rejected_with_a_reason(desk, staff, make_article, vote):
    article = make_article()
    vote(article)
    address = page("complaint_change", article.pk)
    given = {"outcome": "rejected", "note": ""}
    assert desk.post(address, given).status_code == 200
    assert listed(desk) == [article.key]
    assert desk.post(address, given | {"note": "照做有效"}).status_code == 302
    row = Vote.objects.get()
    assert (row.handled_as, row.handled_note) == ("rejected", "照做有效")
    assert row.handled_by == staff
    assert listed(desk) == []


def test_mended_waits_for_the_next_revision(desk, make_article, vote):
    article = make_article()
    vote(article)
    address = page("complaint_change", article.pk)
    desk.post(address, {"outcome": "mended", "note": "补了步骤"})
    assert Vote.objects.get().handled_as == "promised"
    assert listed(desk) == []


@pytest.mark.parametrize("outcome", ["", "x", "promised"])
def test_no_outcome_closes_nothing(desk, make_article, vote, outcome):
    article = make_article()
    vote(article)
    address = page("complaint_change", article.pk)
    assert desk.post(address, {"outcome": outcome}).status_code == 200
    assert Vote.objects.get().handled_as == ""


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30])
def test_an_unknown_article_is_not_found(desk, pk):
    assert desk.get(f"{LIST}{pk}/change/").status_code == 404


def test_who_may_only_look_closes_nothing(client, staff, make_article, vote):
    article = make_article()
    vote(article)
    group = staff.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="change_complaint"))
    client.force_login(staff)
    address = page("complaint_change", article.pk)
    assert client.get(address).status_code == 200
    given = {"outcome": "rejected", "note": "x"}
    assert client.post(address, given).status_code == 403


@pytest.mark.parametrize("count", [2, 30])
def test_the_list_takes_few_queries(
    desk, make_article, vote, count, django_assert_max_num_queries
):
    for number in range(count):
        vote(make_article(f"a-{number}"))
    desk.get(LIST)
    with django_assert_max_num_queries(14):
        assert len(listed(desk)) == count

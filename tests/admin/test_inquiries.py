"""Inquiries at the desk: taken, linked, dismissed, answered; all on one page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from answers.models import Expectation, Inquiry
from answers.services.inquiries import InquiryData, inquiry_create
from tests.admin.conftest import page

LIST = page("inquiry_changelist")


@pytest.fixture
def inquiry(index, make_article):
    make_article("near", title="Nacos 端口 9848 连接失败")
    return inquiry_create(
        data=InquiryData(text="端口 9848 连不上 <b>x</b>", channel="api", product="")
    )


@pytest.fixture
def desk_page(inquiry):
    return page("inquiry_change", inquiry.pk)


def state(inquiry):
    inquiry.refresh_from_db()
    return inquiry.status


def test_the_page_says_what_was_asked_and_what_is_near(desk, inquiry, desk_page):
    text = desk.get(desk_page).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "Nacos 端口 9848 连接失败" in text
    assert "9848" in text
    assert f"?inquiry={inquiry.pk}" in text


def test_without_an_index_the_page_still_opens(desk, db):
    row = Inquiry.objects.create(fingerprint="f", question="x", channel="web")
    assert desk.get(page("inquiry_change", row.pk)).status_code == 200


def test_it_is_taken_until_a_day(desk, staff, inquiry, desk_page):
    given = {"do": "take", "owner": staff.pk, "due_on": "2030-01-02"}
    assert desk.post(desk_page, given).status_code == 302
    assert state(inquiry) == "in_progress"
    assert (inquiry.owner, inquiry.due_on) == (staff, dt.date(2030, 1, 2))
    assert LogEntry.objects.get().object_id == str(inquiry.pk)


def test_it_is_linked_by_key_or_address(desk, inquiry, desk_page):
    for given in ("nothing", "  "):
        response = desk.post(desk_page, {"do": "link", "article": given})
        assert response.status_code == 200
        assert state(inquiry) == "new"
    address = "https://example.org/articles/near/"
    desk.post(desk_page, {"do": "link", "article": address})
    assert (state(inquiry), inquiry.article.key) == ("linked", "near")


def test_it_is_dismissed_with_a_reason_and_opened_again(desk, inquiry, desk_page):
    assert desk.post(desk_page, {"do": "dismiss", "reason": " "}).status_code == 200
    assert state(inquiry) == "new"
    desk.post(desk_page, {"do": "dismiss", "reason": "无关"})
    assert (state(inquiry), inquiry.reason) == ("dismissed", "无关")
    desk.post(desk_page, {"do": "reopen"})
    assert (state(inquiry), inquiry.reason) == ("new", "")


def test_a_question_is_taken_out_of_its_group(desk, inquiry):
    other = inquiry_create(
        data=InquiryData(text="端口 9848 连不上 <b>y</b>", channel="web")
    )
    assert other.lead == inquiry
    desk.post(page("inquiry_change", other.pk), {"do": "separate"})
    other.refresh_from_db()
    inquiry.refresh_from_db()
    assert (other.lead, other.total, inquiry.total) == (None, 1, 1)


@pytest.mark.parametrize("do", ["", "x", "take"])
def test_whatever_is_posted_is_answered(desk, desk_page, do):
    given = {"do": do, "owner": "x", "due_on": "y"}
    assert desk.post(desk_page, given).status_code in (200, 302)


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "²"])
def test_an_unknown_one_is_not_found(desk, pk):
    assert desk.get(f"{LIST}{pk}/change/").status_code == 404


def test_who_may_only_look_changes_nothing(client, staff, inquiry, desk_page):
    permission = "change_inquiry"
    group = staff.groups.get()
    group.permissions.remove(*group.permissions.filter(codename=permission))
    client.force_login(staff)
    text = client.get(desk_page).content.decode()
    assert 'value="dismiss"' not in text
    given = {"do": "dismiss", "reason": "x"}
    assert client.post(desk_page, given).status_code == 403
    assert state(inquiry) == "new"


def test_one_click_makes_an_expectation_of_it(desk, inquiry, desk_page):
    text = desk.get(desk_page).content.decode()
    assert page("expectation_expect") in text
    given = {"question": inquiry.question, "origin": "inquiry", "next": desk_page}
    assert desk.post(page("expectation_expect"), given).url == desk_page
    assert Expectation.objects.get().origin == "inquiry"


def test_the_list_shows_groups_and_their_filters(desk, staff, inquiry):
    inquiry_create(data=InquiryData(text="端口 9848 连不上 <b>z</b>", channel="web"))
    Inquiry.objects.create(
        fingerprint="late", question="late", channel="web", owner=staff,
        due_on=timezone.localdate() - dt.timedelta(days=1),
    )  # fmt: skip

    def listed(**query):
        rows = desk.get(LIST, query).context["cl"].result_list
        return {row.question for row in rows}

    assert listed() == {inquiry.question, "late"}
    assert listed(whose="mine") == listed(whose="late") == {"late"}
    assert listed(whose="nobody") == {inquiry.question}
    assert listed(q="<b>z</b>") == {inquiry.question}  # found by a member's words


@pytest.mark.parametrize("count", [2, 40])
def test_the_list_takes_few_queries(desk, db, count, django_assert_max_num_queries):
    Inquiry.objects.bulk_create(
        Inquiry(fingerprint=f"f{n}", token=f"t{n}", question="x", channel="web")
        for n in range(count)
    )
    desk.get(LIST)
    with django_assert_max_num_queries(14):
        assert desk.get(LIST).status_code == 200


def test_what_may_answer_it_by_now_is_offered_on_its_page(desk, index, make_article):
    inquiry = inquiry_create(data=InquiryData(text="403 token invalid", channel="web"))
    address = page("inquiry_change", inquiry.pk)
    assert desk.get(address).context["offer"] is None
    article = make_article("token", title="403 token invalid")
    response = desk.get(address)
    assert response.context["offer"] == article
    assert 'id="offer"' in response.content.decode()
    desk.post(address, {"do": "link", "article": article.key})
    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.article) == ("linked", article)
    assert "offer" not in desk.get(address).context


def test_what_cannot_be_done_any_more_is_told(desk, inquiry):
    response = desk.post(page("inquiry_change", inquiry.pk), {"do": "separate"})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()

"""Searches at the desk: what readers asked for, and what one click makes of it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from answers.models import Expectation, Inquiry, Product, SearchEvent
from tests.admin.conftest import page

LIST = page("searchevent_changelist")


@pytest.fixture
def right(index, make_article):
    return make_article("right", title="登录失败 403", answer="令牌已过期，重新登录。")


@pytest.fixture
def search(db):
    """Return a function that keeps a search."""

    def keep(text: str = "登录失败", **fields):
        number = SearchEvent.objects.count()
        given = {"kind": "search", "channel": "web", "total": 1} | fields
        return SearchEvent.objects.create(
            token=f"t{number}", at=timezone.now(), text=text, **given
        )

    return keep


def do(desk, event, verb, **given):
    address = page("searchevent_do", event.pk)
    return desk.post(address, {"do": verb} | given, follow=True)


def shown(desk, query=""):
    return [row.text for row in desk.get(LIST + query).context["cl"].result_list]


# ------------------------------------------------------------- the list
def test_the_list_says_what_came_of_each(desk, right, search):
    search("红烧肉", total=0)
    search("登录", opened=right, proposed=[right.pk])
    search("登录", kind="ask", status="unknown", confidence=0.2, proposed=[right.pk])
    html = desk.get(LIST).content.decode()
    for words in ("红烧肉", "0.20", right.heading):
        assert words in html
    rows = {row.pk: row for row in desk.get(LIST).context["cl"].result_list}
    assert [row.times for row in rows.values()] == [2, 2, 1]
    assert [row.led for row in rows.values()] == [right, right, None]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("?outcome=nothing", ["nothing"]),
        ("?outcome=unsure", ["unsure"]),
        ("?outcome=unread", ["unsure", "unread"]),
        ("?outcome=read", ["read"]),
        ("?channel=api", ["unsure"]),
        ("?about=nacos", ["read"]),
        ("?q=noth", ["nothing"]),
        ("?outcome=x&same=x", ["unsure", "read", "unread", "nothing"]),
    ],
)
def test_the_list_is_filtered(desk, right, search, query, texts):
    Product.objects.get_or_create(slug="nacos", defaults={"name": "Nacos"})
    search("nothing", total=0)
    search("unread")
    search("read", opened=right, product="nacos")
    search("unsure", kind="ask", channel="api", status="answered", confidence=0.3)
    assert shown(desk, query) == texts


def test_the_same_question_stands_once_the_most_frequent_first(desk, search):
    for text in ("rare", "often", "often", "often", "late"):
        search(text)
    search("often", total=0)
    assert shown(desk, "?same=once") == ["often", "late", "rare"]
    rows = desk.get(f"{LIST}?same=once&outcome=unread").context["cl"].result_list
    assert [row.times for row in rows] == [3, 1, 1]


def test_no_filter_breaks_the_list(desk, search):
    search()
    for query in ("?at__gte=x", "?same=once&q=%00", "?about=%F0%9F%98%80", "?p=99"):
        assert desk.get(LIST + query, follow=True).status_code == 200


# ------------------------------------------------------------- the buttons
def test_one_click_expects_where_the_search_led(
    desk, staff, right, search, make_article
):
    other = make_article("other", title="登录失败 怎么办", answer="看日志。")
    event = search(proposed=[other.pk, right.pk], opened=right)
    back = f"{LIST}?outcome=read"
    address = f"{page('searchevent_do', event.pk)}?next={back}"
    response = desk.post(address, {"do": "expect"}, follow=True)
    assert response.redirect_chain == [(back, 302)]
    row = Expectation.objects.get()
    assert (row.question, row.article, row.origin) == ("登录失败", right, "search")
    assert (row.author, row.holds) == (staff, True)


def test_another_article_may_be_chosen(desk, right, search, make_article):
    other = make_article("other", title="登录失败 怎么办", answer="看日志。")
    event = search(proposed=[right.pk])
    do(desk, event, "expect", article=other.pk)
    do(desk, event, "expect", key=f"/articles/{right.key}/")
    wanted = Expectation.objects.order_by("pk").values_list("article", flat=True)
    assert list(wanted) == [other.pk, right.pk]


def test_what_found_nothing_may_have_to_find_nothing(desk, right, search):
    Product.objects.get_or_create(slug="nacos", defaults={"name": "Nacos"})
    do(desk, search("红烧肉怎么做", total=0, product="nacos"), "nothing")
    row = Expectation.objects.get()
    assert (row.kind, row.article, row.product.slug) == ("nothing", None, "nacos")


@pytest.mark.parametrize("given", [{"article": "9" * 30}, {"key": "none"}, {}])
def test_a_wrong_article_is_told(desk, index, search, given):
    response = do(desk, search(proposed=[7]), "expect", **given)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not Expectation.objects.exists()


def test_a_search_becomes_an_inquiry(desk, index, search):
    event = search("怎么把 nacos 装进浏览器", total=0, channel="api")
    response = do(desk, event, "inquiry")
    inquiry = Inquiry.objects.get()
    assert response.redirect_chain[-1][0] == page("inquiry_change", inquiry.pk)
    assert (inquiry.question, inquiry.origin) == (event.text, "search")


def test_a_button_that_is_none_is_told(desk, search):
    response = do(desk, search(), "x")
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


# ------------------------------------------------------------- the page, and who
def test_the_page_shows_what_was_proposed(desk, right, search):
    event = search(proposed=[right.pk, 99999], opened=right)
    html = desk.get(page("searchevent_change", event.pk)).content.decode()
    assert right.heading in html
    assert page("synonymgroup_try") in html
    assert page("pin_try") in html


def test_the_list_has_the_buttons_of_those_who_may(client, django_user_model, search):
    from django.contrib.auth.models import Group

    search()
    author = django_user_model.objects.create_user("li", password="x", is_staff=True)
    author.groups.add(Group.objects.get(name="Authors"))
    client.force_login(author)
    html = client.get(LIST).content.decode()
    assert 'value="inquiry"' in html
    assert 'value="nothing"' not in html
    event = SearchEvent.objects.get()
    assert (
        client.post(page("searchevent_do", event.pk), {"do": "nothing"}).status_code
        == 403
    )
    assert not Expectation.objects.exists()


def test_nobody_else_reads_or_changes_searches(client, desk, django_user_model, search):
    event = search()
    assert desk.get(page("searchevent_do", event.pk)).status_code == 405
    assert desk.get(page("searchevent_add")).status_code == 403
    assert desk.post(page("searchevent_delete", event.pk)).status_code == 403
    assert desk.get(page("searchevent_change", "x")).status_code == 404
    nobody = django_user_model.objects.create_user("wu", password="x", is_staff=True)
    client.force_login(nobody)
    for address in (LIST, page("searchevent_change", event.pk)):
        assert client.get(address).status_code == 403
    assert (
        client.post(page("searchevent_do", event.pk), {"do": "inquiry"}).status_code
        == 403
    )
    assert not Inquiry.objects.exists()

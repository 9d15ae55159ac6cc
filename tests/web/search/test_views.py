"""Search: found, narrowed, paged, or honestly not."""

import datetime as dt
import html
import re

import pytest

from answers.index import get_engine
from answers.models import ArticleView, SearchEvent
from answers.services.search import QUERY_LENGTH

pytestmark = pytest.mark.django_db

LOG = "ERROR token invalid at com.alibaba.nacos.Client\n" * 40


@pytest.fixture
def many(index, make_article):
    """Twelve articles about 403: more than a page."""
    for number in range(12):
        product = "Nacos" if number else "Ninja"
        make_article(
            key=f"a-{number}",
            title=f"403 case {number}",
            product=product,
            tags=("auth",),
        )


def titles(response):
    return [found.article.key for found in response.context["answer"].results]


def test_it_marks_what_matched(client, index, make_article):
    make_article(title="403 <b>token</b> invalid")
    page = client.get("/search", {"q": "token"}).content.decode()
    assert "403 &lt;b&gt;<mark>token</mark>&lt;/b&gt; invalid" in page


def test_it_links_to_the_section_that_answers(client, index, make_article):
    make_article(answer="## First\nnothing\n\n## Why it fails\nclock skew of servers")
    page = client.get("/search", {"q": "clock skew"}).content.decode()
    assert "/articles/token-invalid/#why-it-fails" in page


def test_a_filter_is_a_link_and_a_chip_takes_it_away(client, many):
    page = client.get("/search", {"q": "403"}).content.decode()
    assert 'href="/search?q=403&amp;product=nacos"' in page
    response = client.get("/search", {"q": "403", "product": "ninja", "tag": "auth"})
    assert titles(response) == ["a-0"]
    urls = [chip.url for chip in response.context["chips"]]
    assert urls == ["/search?q=403&tag=auth", "/search?q=403&product=ninja"]


def test_several_tags_must_all_match(client, index, make_article):
    make_article(key="both", tags=("auth", "cluster"))
    make_article(key="one", tags=("auth",))
    response = client.get("/search?q=token&tag=auth&tag=cluster")
    assert titles(response) == ["both"]


def test_pages_follow_each_other(client, many):
    first = client.get("/search", {"q": "403"})
    second = client.get("/search", {"q": "403", "page": "2"})
    assert len(titles(first)) == 10
    assert len(set(titles(first) + titles(second))) == 12
    assert 'href="/search?q=403&amp;page=2"' in first.content.decode()


@pytest.mark.parametrize("page", ["99", "9" * 500, "101"])
def test_behind_the_last_page_is_the_last_one(client, many, page):
    assert (
        client.get("/search", {"q": "403", "page": page}).context["pages"].number == 2
    )


@pytest.mark.parametrize("page", ["abc", "", "0", "-1", "١", "1.5", "\x00"])
def test_no_page_is_the_first_page(client, many, page):
    assert (
        client.get("/search", {"q": "403", "page": page}).context["pages"].number == 1
    )


def test_newest_first_on_request(client, many):
    response = client.get("/search", {"q": "403", "sort": "date"})
    assert '<a href="/search?q=403" class="sort"' in response.content.decode()
    assert response.context["search"].sort == "date"


def test_a_short_text_that_is_posted_becomes_an_address(client, index):
    response = client.post("/search", {"q": "token invalid", "product": "nacos"})
    assert response.status_code == 302
    assert response.url == "/search?q=token+invalid&product=nacos"


def test_the_next_text_is_searched_with_the_same_filters(client, many):
    page = client.get("/search?q=token&tag=auth&sort=date&page=2").content.decode()
    form = page[page.index("data-search") :].partition("</form>")[0]
    assert '<input type="hidden" name="tag" value="auth">' in form
    assert '<input type="hidden" name="sort" value="date">' in form
    assert 'name="page"' not in form


def test_what_is_still_being_typed_is_not_recorded(client, recording, many):
    client.get("/search?q=toke", headers={"X-Typing": "1"})
    client.get("/search?q=token")
    recording.flush()
    assert [event.text for event in SearchEvent.objects.all()] == ["token"]


def test_a_long_log_is_answered_and_kept(client, many, make_article):
    make_article()
    response = client.post("/search", {"q": LOG})
    page = response.content.decode()
    assert response.status_code == 200
    assert titles(response)[0] == "token-invalid"
    assert len(re.findall(r"ERROR token invalid at com\.alibaba", page)) >= 80


def test_a_long_log_is_paged_and_narrowed_by_buttons(client, many):
    log = "403 case refused\n" * 60
    page = client.post("/search", {"q": log}).content.decode()
    assert '<button form="results-form" name="page" value="2"' in page
    assert '<button form="results-form" name="product" value="ninja"' in page
    second = client.post("/search", {"q": log, "page": "2"})
    assert len(titles(second)) == 2


def test_a_button_overrules_the_hidden_fields(client, many):
    log = "403 case refused\n" * 60
    form = {"q": log, "product": ["nacos", ""], "tag": ["auth"], "untag": ["auth"]}
    asked = client.post("/search", form).context["search"]
    assert (asked.product, asked.tags) == ("", ())


def test_a_search_needs_no_token(index):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/search", {"q": LOG}).status_code == 200


def test_nothing_found_is_said_with_what_to_try(client, index, make_article):
    make_article(tags=("auth",))
    page = client.get("/search", {"q": "zzzqqq", "product": "nacos"}).content.decode()
    assert "没有找到相关的解答" in page
    assert "去掉筛选条件" in page
    assert "/articles/token-invalid/" in page
    assert "/tags/auth/" in page


def test_without_a_text_it_says_what_to_ask(client, make_article):
    make_article()
    page = client.get("/search", {"q": "  \t "}).content.decode()
    assert "您在找什么" in page
    assert "/articles/token-invalid/" in page


def test_filters_alone_list_articles_even_without_an_index(client, make_article):
    make_article(product="Nacos", tags=("auth",), category="faq")
    make_article(key="other", title="another one", product="Ninja")
    response = client.get("/search?product=nacos&tag=auth&category=faq")
    assert [a.key for a in response.context["articles"]] == ["token-invalid"]
    empty = client.get("/search?product=ninja&tag=auth").content.decode()
    assert "没有同时符合这些条件的文章" in empty


def test_without_an_index_it_says_so_and_still_lists_articles(client, make_article):
    make_article()
    response = client.get("/search", {"q": "403"})
    page = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "搜索正在修复" in page
    assert "/articles/token-invalid/" in page


def test_of_a_very_long_log_the_telling_lines_are_read_and_that_is_said(
    client, many, make_article
):
    make_article("end", title="connection refused at 9848")
    noise = [f"10:21:{n} INFO subscribe app-{n}.yaml" for n in range(2000)]
    log = "\n".join([*noise, "ERROR connection refused: 127.0.0.1:9848"])
    response = client.post("/search", {"q": log})
    assert titles(response)[0] == "end"
    assert "connection refused" in response.context["search"].text
    assert "非常长" in response.text
    assert "非常长" not in client.post("/search", {"q": LOG}).text


def test_a_text_is_read_up_to_the_limit(client, index):
    asked = client.post("/search", {"q": "字" * 30_000}).context["search"]
    assert len(asked.text) == QUERY_LENGTH


def test_results_are_not_for_robots(client, index):
    assert 'content="noindex"' in client.get("/search?q=x").content.decode()


def test_staff_see_internal_articles_and_others_do_not(
    client, admin_client, index, make_article
):
    article = make_article()
    article.internal = True
    article.save()
    get_engine().write([], [article.pk])
    from answers.services.indexing import document_of

    get_engine().write([document_of(article)])
    assert titles(client.get("/search?q=token")) == []
    assert titles(admin_client.get("/search?q=token")) == ["token-invalid"]


def test_a_repaired_word_is_said_and_can_be_taken_back(client, index, make_article):
    for key in ("a", "b"):
        make_article(key, title="nacos token invalid")
    page = client.get("/search?q=nacso+token").text
    assert "<strong>nacos token</strong>" in page
    assert 'href="/search?q=nacso+token&amp;exact=1"' in page
    assert "corrected" not in client.get("/search?q=nacso+token&exact=1").text


def test_an_opened_result_is_known_and_its_address_stays_clean(
    client, recording, index, make_article
):
    article = make_article()
    page = client.get("/search", {"q": "token"}).content.decode()
    [link] = re.findall(r'<h2><a href="([^"]+)"', page)
    opened = client.get(link).content.decode()
    assert '/articles/token-invalid/">' in re.search(r'rel="canonical".*', opened)[0]
    recording.flush()
    event = SearchEvent.objects.get()
    assert (event.opened, event.channel) == (article, "web")
    assert ArticleView.objects.get().count == 1


def test_paging_and_narrowing_go_on_with_the_same_event(client, recording, many):
    page = client.get("/search", {"q": "403"}).content.decode()
    links = re.findall(r'href="(/search\?[^"]+)"', page)
    assert len(links) > 2
    for link in links:
        client.get(html.unescape(link))
    client.head("/search?q=403")
    recording.flush()
    assert SearchEvent.objects.count() == 1


def test_without_recording_links_carry_nothing(client, index, make_article):
    make_article()
    page = client.get("/search", {"q": "token"}).content.decode()
    assert "from=" not in page


def test_a_recognised_symptom_leads_to_its_page_where_it_has_one(
    client, index, make_article
):
    make_article(title="403 token invalid")
    page = client.get("/search?q=403+unknown+user!").content.decode()
    assert 'href="/symptoms/403/"' in page
    assert "<span>unknown user</span>" in page
    assert "/symptoms/unknown-user/" not in page


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("q=403", True),
        ("q=token+invalid", True),
        ("q=403+buy+now", False),
        ("q=token", False),
        ("q=500", False),
        ("q=403&product=nacos", False),
    ],
)
def test_search_engines_list_symptoms_and_no_other_words(
    client, index, make_article, query, listed
):
    make_article(product="Nacos")
    text = client.get(f"/search?{query}").content.decode()
    assert ('content="noindex"' not in text) is listed
    assert ('rel="canonical"' in text) is listed


def test_symptoms_and_dates_narrow_and_chips_take_them_away(
    client, index, make_article
):
    old = {"date": dt.date(2023, 5, 17)}
    make_article(key="old", title="token invalid", answer="返回 403。", **old)
    make_article(key="new", title="token invalid", date=dt.date(2024, 1, 2))
    page = client.get("/search?q=token")
    facets = {facet.name: facet.choices for facet in page.context["facets"]}
    shown = {choice.label: choice for choice in facets["symptom"]}
    assert shown["403"].count == 1
    assert titles(client.get(shown["403"].url)) == ["old"]
    years = {choice.label: choice.url for choice in facets["date"]}
    assert years == {
        "2024": "/search?q=token&since=2024&until=2024",
        "2023": "/search?q=token&since=2023&until=2023",
    }
    response = client.get("/search?q=token&symptom=403&since=2023-05&until=2023")
    assert titles(response) == ["old"]
    urls = [chip.url for chip in response.context["chips"]]
    assert urls == [
        "/search?q=token&since=2023-05&until=2023",
        "/search?q=token&symptom=403",
    ]
    assert titles(client.get("/search?q=token&until=yesterday")) == titles(page)


def test_a_button_sets_the_date_of_a_long_text(client, index, make_article):
    make_article(key="old", title="token invalid", date=dt.date(2023, 5, 17))
    make_article(key="new", title="token invalid", date=dt.date(2024, 1, 2))
    sent = {"q": LOG, "since": "2024", "until": "2024", "date": "2023"}
    assert titles(client.post("/search", sent)) == ["old"]
    assert len(titles(client.post("/search", {**sent, "date": ""}))) == 2


def test_articles_are_listed_by_symptom_and_date_alone(client, make_article):
    old = {"date": dt.date(2023, 5, 17), "answer": "返回 403。"}
    make_article(key="old", title="token invalid", **old)
    make_article(key="new", title="token invalid", date=dt.date(2024, 1, 2))
    for query in ("symptom=403", "until=2023", "since=2023-05-17&until=2023-05"):
        articles = client.get(f"/search?{query}").context["articles"]
        assert [article.key for article in articles] == ["old"]


def test_a_pasted_log_is_told_which_lines_decided(client, index, make_article):
    make_article(title="LedgerLocked: ledger is locked")
    log = "starting\nLedgerLocked: <b>ledger</b> is locked\nbye"
    page = client.get("/search", {"q": log}).content.decode()
    assert '<li value="2"><code>LedgerLocked: &lt;b&gt;ledger' in page
    assert "decisive" not in client.get("/search?q=ledger").content.decode()


def test_nothing_found_offers_the_symptoms_that_are_written_alike(
    client, index, make_article
):
    make_article(title="msg=unknown user!", answer="登录")
    page = client.get("/search?q=unknwonn%20usrr&exact=1").content.decode()
    assert "没有找到" in page
    assert 'href="/symptoms/unknown-user/"' in page

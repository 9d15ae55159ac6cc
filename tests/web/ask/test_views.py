"""The ask page: an answer with its source, or honestly none; without any script."""

import re

import pytest

from answers.models import Inquiry, Product, Vote
from answers.services import search

pytestmark = pytest.mark.django_db
SECRET = "password=hunter2hunter2"


@pytest.fixture
def library(index, make_article):
    make_article("user", title="403 user not found", product="Nacos")
    return make_article("token", title="403 token invalid", product="Nacos")


def asked(client, question="403 token invalid", **fields):
    return client.post("/ask/", {"question": question} | fields)


def test_the_page_asks_and_offers_every_product(client, library):
    page = client.get("/ask/").text
    assert '<option value="nacos">Nacos</option>' in page
    assert "保存之前" in page


def test_an_answer_says_how_sure_it_is_and_where_it_is_from(client, library):
    page = asked(client).text
    assert re.search(r'class="sureness sureness-(sure|fairly|maybe)"', page)
    assert "第 1 版" in page
    assert 'href="/articles/token/' in page
    assert "重新登录" in page
    assert 'value="up"' in page
    assert 'value="inquiry"' in page


def test_who_asks_back_does_not_claim_to_be_certain(client, index, make_article):
    for key, more in (("user", "user not found"), ("token", "token invalid")):
        make_article(key, title="403 怎么解决", answer=f"日志里有 {more}。")
    page = asked(client, "403").text
    assert "您还看到下面哪一个" in page
    assert page.count('value="add:') == 2
    assert "在您选择之前" in page
    assert "sureness" not in page


def test_a_pasted_log_is_shown_as_one_with_the_lines_that_decided(client, library):
    log = "INFO starting\nERROR 403 token invalid\nINFO bye"
    page = asked(client, log).text
    assert "turn-log" in page
    assert '<li value="2"><code>ERROR 403 token invalid</code></li>' in page
    assert "turn-log" not in asked(client).text


@pytest.mark.parametrize("do", ["down", "inquiry"])
def test_without_a_script_one_still_sees_what_was_asked(client, library, do):
    page = asked(client, do=do, article="token").text
    shown = re.search(r'<p class="turn-question"[^>]*>([^<]*)</p>', page)
    assert shown[1] == "403 token invalid"
    assert ('<a href="/articles/token/">403 token invalid</a>' in page) is (
        do == "down"
    )


def test_what_is_unknown_is_said_and_goes_to_an_expert(client, library):
    page = asked(client, "kubernetes ingress zzz").text
    inquiry = Inquiry.objects.get()
    assert inquiry.channel == "web"
    assert inquiry.get_absolute_url() in page
    assert "sureness" not in page


def test_secrets_are_taken_out_of_what_is_shown_and_kept(client, library):
    page = asked(client, f"zzz zzz {SECRET}").text
    assert "hunter2" not in page
    assert "已在保存之前抹去" in page
    assert "hunter2" not in Inquiry.objects.get().question


def test_looking_at_a_question_asks_nothing(client, library):
    page = client.get("/ask/?question=zzz+zzz&product=nacos").text
    assert "zzz zzz</textarea>" in page
    assert '<option value="nacos" selected>' in page
    assert not Inquiry.objects.exists()


def test_an_empty_question_is_refused_with_what_to_do(client, library):
    response = asked(client, " \n ")
    assert response.status_code == 400
    assert "先写下" in response.text


@pytest.mark.parametrize(("do", "value"), [("up", 1), ("down", -1)])
def test_a_vote_counts_once_and_can_be_changed(client, library, do, value):
    form = {"article": "token", "question": "q", "do": "up"}
    client.post("/ask/", form)
    response = client.post("/ask/", form | {"do": do})
    assert response.status_code == 200
    vote = Vote.objects.get()
    assert (vote.value, vote.channel, vote.query) == (value, "web", "q")


def test_what_did_not_help_becomes_an_inquiry_with_a_private_link(client, library):
    form = {"article": "token", "question": f"403 {SECRET}", "do": "inquiry"}
    page = client.post("/ask/", form).text
    inquiry = Inquiry.objects.get()
    assert inquiry.get_absolute_url() in page
    assert "hunter2" not in inquiry.question


def test_two_products_are_asked_back_and_chosen_with_a_click(
    client, index, make_article
):
    make_article("one", title="token expired after restart", product="Nacos")
    make_article("two", title="token expired after restart", product="Ninja")
    page = asked(client, "token expired after restart").text
    assert 'value="product:nacos"' in page
    page = asked(client, "token expired after restart", do="product:ninja").text
    assert 'href="/articles/two/' in page
    assert "product:" not in page


@pytest.fixture
def refused(index, make_article):
    make_article("who", title="403 怎么解决", answer="日志里有 user not found。")
    make_article("token", title="403 怎么处理", answer="日志里有 token invalid。")
    make_article("place", title="403 怎么排查", answer="日志里有 ip not allowed。")
    for number in range(9):
        make_article(f"other-{number}", title=f"端口 {9000 + number} 怎么开放")


def test_every_choice_of_a_question_back_has_a_button_that_answers(client, refused):
    page = asked(client, "403").text
    offered = set(re.findall(r'value="add:([^"]+)"', page))
    assert {"user not found", "token invalid"} <= offered
    page = asked(client, "403", do="add:token invalid").text
    assert re.search(r'<h3><a href="/articles/token/', page)
    assert "403 token invalid" in page
    assert "add:" not in page


def test_what_is_added_to_the_longest_log_is_not_cut_off(client, refused):
    log = "403\n" + "x\n" * search.QUERY_LENGTH
    page = asked(client, log, do="add:token invalid").text
    assert re.search(r'token invalid"><input', page)


def test_the_script_gets_the_same_as_a_piece_of_html(client, library):
    body = client.post("/ask/turn", {"question": "403 token invalid"}).json()
    assert body["ok"]
    assert "403 token invalid" in body["say"]
    assert body["html"].lstrip().startswith("<article")
    refused = client.post("/ask/turn", {"question": ""})
    assert refused.status_code == 400
    assert not refused.json()["ok"]
    assert "先写下" in refused.json()["html"]


def test_too_many_questions_are_refused_and_none_is_lost(client, library, settings):
    settings.KB_THROTTLE_ANON = "1/day"
    asked(client)
    response = asked(client, "my long question")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "my long question</textarea>" in response.text


def test_while_the_index_is_mended_that_is_said(client, library, monkeypatch):
    from answers.lib.errors import IndexUnavailableError

    def broken(**_):
        raise IndexUnavailableError("x")

    monkeypatch.setattr("answers.web.ask.conversation.question_ask", broken)
    response = asked(client, "my question")
    assert response.status_code == 503
    assert "my question</textarea>" in response.text


@pytest.mark.parametrize("do", ["up", "down"])
def test_an_article_that_is_not_there_is_a_404(client, library, do):
    assert asked(client, do=do, article="\0").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"question": "\0\x1b", "product": "\0"},
        {"question": "<script>alert(1)</script>", "product": "'\"><b>"},
        {"question": "a" * 99_000},
        {"question": "q", "do": "product:" + "x" * 5000},
        {"question": "q", "do": "nonsense", "visit": "x" * 5000, "embed": "1"},
    ],
)
def test_nothing_typed_breaks_it(client, library, form):
    for path in ("/ask/", "/ask/turn"):
        response = client.post(path, form)
        assert response.status_code < 500
        assert "<script>alert" not in response.text


def test_a_foreign_site_may_not_ask_in_a_readers_name(client, library):
    response = client.post(
        "/ask/",
        {"article": "token", "do": "up", "question": "q"},
        headers={"origin": "https://evil.example"},
    )
    assert response.status_code == 403
    assert not Vote.objects.exists()


def test_only_listed_sites_may_frame_it_and_no_cookie_is_set(client, library):
    Product.objects.update(allowed_origins=["https://docs.example.org"])
    response = client.get("/ask/?embed=1&product=nacos")
    ancestors = "frame-ancestors 'self' https://docs.example.org"
    assert ancestors in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    page = client.post("/ask/", {"question": "403", "embed": "1"})
    assert not page.cookies
    plain = client.get("/ask/")
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    other = client.get("/ask/?embed=1&product=other")
    assert "docs.example.org" not in other["Content-Security-Policy"]


def test_in_a_frame_a_vote_needs_no_cookie(client, library):
    form = {"article": "token", "do": "up", "question": "q", "embed": "1"}
    for visit in ("one", "one", "two"):
        response = client.post("/ask/", form | {"visit": visit})
        assert not response.cookies
    assert Vote.objects.count() == 2


def test_the_words_follow_the_confidence():
    from answers.services.ask import AskResult
    from answers.web.ask.turn import Turn

    def level(confidence):
        result = AskResult("q", "answered", confidence)
        return Turn("q", "", result, (), frozenset()).level

    assert [level(c) for c in (0.9, 0.7, 0.5, 0.35)] == [
        *("sure", "fairly", "maybe", "unsure")
    ]

"""Inquiries: ask an expert, a page for whoever has the token, one mail at the end."""

from urllib.parse import urlencode

import pytest

from answers.models import Inquiry, InquiryFollower
from answers.services.inquiries import inquiry_dismiss, inquiry_link, inquiry_take

ADDRESS = "asker@example.org"


@pytest.fixture
def inquiry(db):
    return Inquiry.objects.create(
        fingerprint="f", question="<b>怎么装</b>", channel="api"
    )


def test_the_page_shows_the_question_and_is_not_indexed(client, inquiry):
    text = client.get(inquiry.get_absolute_url()).text
    assert "&lt;b&gt;怎么装&lt;/b&gt;" in text
    assert 'content="noindex"' in text


@pytest.mark.parametrize("internal", [False, True])
def test_an_answered_one_shows_what_the_reader_may_see(
    client, inquiry, make_article, internal
):
    article = make_article("a", answer="把 **gRPC** 端口放行。")
    article.internal = internal
    article.save()
    Inquiry.objects.update(article=article, status="answered")
    text = client.get(inquiry.get_absolute_url()).text
    assert (article.get_absolute_url() in text) is not internal
    assert ("把 <strong>gRPC</strong> 端口放行。" in text) is not internal


@pytest.mark.parametrize(
    "token", ["x", "%00", "令牌", "a" * 3000, "..", "%F0%9F%98%80"]
)
def test_an_unknown_token_is_not_found(client, db, token):
    assert client.get(f"/inquiries/{token}/").status_code == 404


def test_tokens_cannot_be_guessed(inquiry):
    assert len(inquiry.token) >= 20


@pytest.fixture
def mail(settings):
    settings.KB_MAIL_FROM = "Dayi <dayi@example.org>"


def emails():
    return list(InquiryFollower.objects.values_list("email", flat=True))


# ------------------------------------------------------------- asking an expert
def test_an_empty_result_offers_an_expert_who_leads_to_a_private_page(client, index):
    page = client.get("/search", {"q": "红烧肉怎么做"})
    assert 'action="/inquiries/"' in page.text
    response = client.post("/inquiries/", {"q": "红烧肉怎么做 password=hunter2x"})
    inquiry = Inquiry.objects.get()
    assert response.url == inquiry.get_absolute_url()
    assert (inquiry.origin, inquiry.channel) == ("expert", "web")
    assert "hunter2x" not in inquiry.question


@pytest.mark.parametrize("text", ["", " \x00 ", "\n"])
def test_nothing_is_not_asked(client, db, text):
    assert client.post("/inquiries/", {"q": text}).status_code == 400
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("text", ["\ud800x", "a" * 200_000, "<script>", "😀" * 9000])
def test_whatever_is_asked_is_kept_or_refused(client, db, text):
    form = urlencode({"q": text.encode("utf-8", "replace")})
    kind = "application/x-www-form-urlencoded"
    assert client.post("/inquiries/", form, content_type=kind).status_code == 302
    assert Inquiry.objects.count() == 1


def test_a_visitor_asks_so_often_and_no_more(client, db, settings):
    settings.KB_THROTTLE_FEEDBACK = "2/min"
    codes = [client.post("/inquiries/", {"q": f"q{n}"}).status_code for n in range(3)]
    assert codes == [302, 302, 429]


# ------------------------------------------------------------- how far it is
def test_each_state_is_said(client, inquiry, make_article):
    def text():
        return client.get(inquiry.get_absolute_url()).text

    assert "等待专家" in text()
    Inquiry.objects.update(status="in_progress")
    assert "专家正在" in text()
    inquiry_link(inquiry=inquiry, article=make_article("a"))
    assert "/articles/a/" in text()


def test_a_dismissed_one_says_why(client, inquiry):
    inquiry_dismiss(inquiry=inquiry, reason="与产品无关")
    text = client.get(inquiry.get_absolute_url()).text
    assert "与产品无关" in text


def test_a_draft_is_not_shown(client, inquiry, make_article):
    Inquiry.objects.update(article=make_article("a"), status="in_progress")
    assert "/articles/a/" not in client.get(inquiry.get_absolute_url()).text


def test_a_member_of_a_group_shows_what_its_lead_has(client, inquiry, make_article):
    member = Inquiry.objects.create(
        fingerprint="g", question="如何装", channel="web", lead=inquiry
    )
    inquiry_take(inquiry=member, owner=None, due_on=None)
    inquiry_link(inquiry=member, article=make_article("a"))
    text = client.get(member.get_absolute_url()).text
    assert "如何装" in text
    assert "/articles/a/" in text


# ------------------------------------------------------------- being told
def test_without_a_mail_server_no_address_is_asked_for(client, inquiry):
    assert 'name="email"' not in client.get(inquiry.get_absolute_url()).text
    given = {"email": ADDRESS}
    assert client.post(inquiry.get_absolute_url(), given).status_code == 400
    assert emails() == []


def test_an_address_is_left_and_not_shown_again(client, inquiry, mail):
    page = client.get(inquiry.get_absolute_url())
    assert 'name="email"' in page.text
    given = {"email": f" {ADDRESS} "}
    for _ in range(2):
        response = client.post(inquiry.get_absolute_url(), given, follow=True)
        assert response.status_code == 200
        assert ADDRESS not in response.text
    assert emails() == [ADDRESS]


@pytest.mark.parametrize(
    "email",
    ["", "x", "a@b", "a@b.org\nBcc: x@y.org", "a b@c.org", "a" * 300 + "@b.org", "@"],
)
def test_what_is_no_address_is_refused_and_kept_in_the_field(
    client, inquiry, mail, email
):
    response = client.post(inquiry.get_absolute_url(), {"email": email})
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert emails() == []


def test_a_closed_question_takes_no_address(client, inquiry, mail):
    inquiry_dismiss(inquiry=inquiry, reason="x")
    response = client.post(inquiry.get_absolute_url(), {"email": ADDRESS})
    assert (response.status_code, emails()) == (400, [])


def test_looking_at_the_link_forgets_nothing_and_one_click_does(client, inquiry, mail):
    client.post(inquiry.get_absolute_url(), {"email": ADDRESS})
    address = f"/inquiries/mail/{InquiryFollower.objects.get().token}/"
    assert client.get(address).status_code == 200
    assert emails() == [ADDRESS]
    client.enforce_csrf_checks = True
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(address, one_click).status_code == 200
    assert emails() == []
    assert client.post(address, one_click).status_code == 200  # again: nothing to do

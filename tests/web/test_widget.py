"""The widget's scripts, and which sites may use them."""

import gzip
import re

import pytest

from answers.models import Inquiry, Product, SearchEvent, Vote
from answers.web import widget

pytestmark = pytest.mark.django_db
SITE = "https://docs.example.org"
OTHER = "https://evil.example"


@pytest.fixture
def library(index, make_article):
    article = make_article("token", title="403 token invalid", product="Nacos")
    Product.objects.update(allowed_origins=[SITE])
    return article


def sent(client, origin=SITE, **fields):
    form = {"question": "403 token invalid", "product": "nacos", "lang": "zh"}
    form |= {"embed": "1", "channel": "widget", "visit": "abc"}
    headers = {"origin": origin} if origin else {}
    return client.post("/ask/turn", form | fields, headers=headers)


def test_it_is_small():
    scripts = widget.loader(), widget.panel("zh"), widget.panel("en")
    first, *panels = (len(gzip.compress(text.encode())) for text in scripts)
    assert first < 3_500
    assert first + max(panels) < 15_000


def test_the_button_knows_where_the_panels_are(client):
    script = client.get("/widget.js").text
    addresses = re.findall(r'"(widget/panel-(?:zh|en)\.js\?v=\w+)"', script)
    assert len(addresses) == 2
    for address in addresses:
        response = client.get(f"/{address}")
        assert "immutable" in response["Cache-Control"]
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "__" not in re.sub(r"[a-z]__[a-z]", "", response.text)


def test_a_button_that_did_not_change_is_not_sent_again(client):
    first = client.get("/widget.js")
    assert first["Content-Type"].startswith("text/javascript")
    again = client.get("/widget.js", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/widget/panel-fr.js").status_code == 404


def test_it_looks_as_our_pages_do():
    style = widget.loader()
    for name in ("--paper", "--ink", "--red", "--on-red", "--sans", "--gap-4"):
        assert f"{name}:" in style
    assert style.count("--paper:") == 1
    assert "--paper: light-dark(#" in style
    assert "rem;" not in style


def test_it_evaluates_no_text_and_sets_no_style_attribute():
    for text in (widget.loader(), widget.panel("en")):
        for word in ("eval(", "new Function", "document.write", ".cssText", ".cookie"):
            assert word not in text
        assert 'setAttribute("style"' not in text


def test_it_speaks_both_languages():
    assert "专家答疑" in widget.loader()
    assert "Expert answers" in widget.loader()
    assert "提问" in widget.panel("zh")
    assert "提问" not in widget.panel("en")


def test_a_listed_site_is_answered_without_cookies(client, library):
    response = sent(client)
    assert response.json()["ok"]
    assert response["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"]
    assert not response.cookies


@pytest.mark.parametrize(
    "origin", [OTHER, "null", f"{SITE}.evil.example", "http://docs.example.org"]
)
def test_another_site_is_refused_and_reads_nothing(client, library, origin):
    response = sent(client, origin)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response
    assert "Origin" in response["Vary"]
    assert not SearchEvent.objects.exists()


def test_a_site_may_ask_only_for_its_products(client, library):
    Product.objects.create(slug="ninja", name="Ninja")
    assert sent(client, product="ninja").status_code == 403
    assert sent(client, product="").status_code == 200


def test_a_refusal_can_be_read_by_the_site(client, library, settings):
    settings.KB_THROTTLE_ANON = "1/day"
    sent(client)
    response = sent(client)
    assert response.status_code == 429
    assert response["Access-Control-Allow-Origin"] == SITE
    assert "秒" in response.json()["html"]


def test_who_asks_first_is_told(client, library):
    address = "/ask/turn?product=nacos"
    asked = client.options(address, headers={"origin": SITE})
    assert asked["Access-Control-Allow-Origin"] == SITE
    other = client.options(address, headers={"origin": OTHER})
    assert "Access-Control-Allow-Origin" not in other


def test_what_comes_from_the_widget_is_known(client, library):
    sent(client, do="up", article="token")
    sent(client, question="zzz zzz unheard")
    assert Vote.objects.get().channel == "widget"
    assert Inquiry.objects.get().channel == "widget"


def test_one_visit_has_one_vote(client, library):
    for visit, do in (("a", "up"), ("a", "down"), ("b", "up")):
        sent(client, visit=visit, do=do, article="token")
    assert sorted(Vote.objects.values_list("value", flat=True)) == [-1, 1]


def test_the_answer_speaks_the_widgets_language(client, library):
    assert "Did this help?" in sent(client, lang="en").json()["html"]
    assert "有帮助吗" in sent(client, lang="zh").json()["html"]


def test_markup_in_a_question_stays_text(client, library):
    html = sent(client, question="<img src=x onerror=alert(1)>").json()["html"]
    assert "<img" not in html

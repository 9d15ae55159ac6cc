"""What the search box shows while one types: options for a line, more for a log."""

import re

import pytest

pytestmark = pytest.mark.django_db

ADDRESS = "/search/live"
LOG = "INFO start\nERROR token invalid! code=403 at Client\n"


@pytest.fixture
def article(index, make_article):
    return make_article(title="403 token invalid", tags=("token",))


def options(response):
    return re.findall(r'role="option".*?data-url="([^"]*)"', response.content.decode())


def test_a_line_gets_options_and_at_last_all_results(client, article):
    found = options(client.get(ADDRESS, {"q": "token"}))
    assert "/tags/token/" in found
    assert article.get_absolute_url() in found
    assert found[-1] == "/search?q=token"


def test_a_symptom_in_it_is_offered_where_it_has_a_page(client, article):
    assert "/symptoms/403/" in options(client.get(ADDRESS, {"q": "403"}))
    assert "/symptoms/404/" not in options(client.get(ADDRESS, {"q": "404"}))


def test_an_article_is_offered_with_its_passage_product_and_reason(
    client, index, make_article
):
    more = (
        "先看服务端日志。" * 20 + "密钥不一致时报 signature mismatch，<b>要相同</b>。"
    )
    make_article("long", title="登录失败", answer=more, product="Nacos")
    page = client.get(ADDRESS, {"q": "signature mismatch"}).content.decode()
    told = re.search(r'class="live-passage">(.*?)</span>', page)[1]
    assert told.startswith("…")
    assert "<mark>mismatch</mark>，&lt;b&gt;" in told
    assert re.sub("<.*?>", "", told).index("signature") < 20
    assert 'class="product">Nacos<' in page
    assert 'class="why"' not in page  # it holds all that was typed
    assert "部分匹配" in options_page(client, "signature kubernetes ingress")
    assert "拼音匹配" in options_page(client, "dlsb")


def options_page(client, text):
    return client.get(ADDRESS, {"q": text}).content.decode()


def test_ids_of_options_are_unique(client, article):
    page = client.get(ADDRESS, {"q": "403 token invalid"}).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 1


def test_a_log_gets_its_symptoms_and_the_first_answers(client, article):
    page = client.post(ADDRESS, {"q": LOG}).content.decode()
    assert 'href="/symptoms/403/"' in page
    assert article.get_absolute_url() in page
    assert 'role="option"' not in page


def test_what_is_typed_stays_text(client, index, make_article):
    make_article(title="<img src=x> token")
    for text in ("<img", LOG + "<script>alert(1)</script>"):
        page = client.post(ADDRESS, {"q": text}).content.decode()
        assert "<img" not in page
        assert "<script" not in page


@pytest.mark.parametrize("text", ["", "  ", "\0"])
def test_nothing_gets_nothing(client, index, text):
    assert client.get(ADDRESS, {"q": text}).status_code == 204


def test_without_an_index_it_is_silent(client, db):
    assert client.get(ADDRESS, {"q": "token"}).status_code == 204


def test_it_is_kept_by_browsers_only(client, article):
    response = client.get(ADDRESS, {"q": "token"})
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]

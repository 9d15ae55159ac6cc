"""Cards: the picture of an article where its link is shared."""

import io
import os

import pytest
from PIL import Image

from answers.models import Article
from answers.web import share_cards

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not share_cards.font_path() and "CI" not in os.environ,
        reason="no font with Chinese (fonts-noto-cjk) is installed",
    ),
]
CARD = "/articles/token-invalid/card.png"


def opened(content):
    return Image.open(io.BytesIO(content))


def test_it_has_the_size_that_sites_ask_for_and_few_bytes(client, make_article):
    make_article(
        title="开启鉴权后客户端报 403 user not found，怎么处理？", product="Nacos"
    )
    response = client.get(CARD)
    assert response["Content-Type"] == "image/png"
    assert opened(response.content).size == (1200, 630)
    assert len(response.content) < 60_000
    assert "public" in response["Cache-Control"]


def test_the_title_is_drawn():
    same, other = (
        share_cards.draw("令牌", "Nacos"),
        share_cards.draw("令牌过期", "Nacos"),
    )
    assert share_cards.draw("令牌", "Nacos") == same != other


@pytest.mark.parametrize(
    "title", ["", "x" * 500, "长" * 500, "word " * 80, "\x07 \U0001f600 \u0600"]
)
def test_any_title_can_be_drawn(title):
    assert opened(share_cards.draw(title, "p" * 200)).size == (1200, 630)


def test_a_long_title_says_that_it_is_cut():
    assert share_cards._wrap("长" * 150)[-1].endswith("…")
    assert share_cards._wrap("短")[-1] == "短"


def test_it_is_drawn_once(client, make_article, monkeypatch):
    make_article()
    first = client.get(CARD).content
    monkeypatch.setattr(share_cards, "draw", lambda title, product: b"")
    assert client.get(CARD).content == first


def test_the_page_names_it_by_what_it_shows(client, make_article, settings):
    settings.KB_BASE_URL = "https://kb.example"
    page = client.get(make_article().get_absolute_url()).content.decode()
    assert f'property="og:image" content="https://kb.example{CARD}?' in page


def test_internal_articles_have_none(admin_client, make_article):
    article = make_article()
    Article.objects.update(internal=True)
    assert admin_client.get(CARD).status_code == 404
    assert (
        "og:image" not in admin_client.get(article.get_absolute_url()).content.decode()
    )


def test_without_a_font_there_is_none_and_the_log_says_why(
    client, make_article, monkeypatch, caplog
):
    monkeypatch.setattr(share_cards, "FONTS", ())
    share_cards.font_path.cache_clear()
    try:
        article = make_article()
        assert client.get(CARD).status_code == 404
        page = client.get(article.get_absolute_url()).content.decode()
        assert "og:image" not in page
        assert "fonts-noto-cjk" in caplog.text
    finally:
        share_cards.font_path.cache_clear()

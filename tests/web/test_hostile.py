"""Whatever is typed, no page answers with a 5xx."""

from urllib.parse import quote

import pytest

pytestmark = pytest.mark.django_db

TEXTS = {
    "nul": "\x00",
    "controls": "".join(map(chr, range(32))),
    "query-language": 'title:((( "a TO [b ~2^ AND OR NOT * ?',
    "html": "<script>alert(1)</script>",
    "sql": "' OR 1=1; DROP TABLE answers_article; --",
    "template": "{{ 7*7 }}{% include 'x' %}%s%(x)s",
    "path": "../../etc/passwd",
    "cjk": "错误" * 5000,
    "emoji": "👩‍👩‍👧‍👦" * 300,
    "spaces": " \t\n\u3000\u200b",
    "dashes": "-" * 9000,
    "bidi": "\u202e\u2066abc",
}
RAW = {"surrogate": "%ED%A0%80", "not-utf8": "%FF%FE%80", "cut": "%E4%B8", "nul": "%00"}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_in_a_search(client, index, make_article, text):
    make_article()
    filters = {"q": text, "product": text, "tag": text, "category": text, "page": text}
    for data in ({"q": text}, filters, {**filters, "q": ""}):
        for response in (client.get("/search", data), client.post("/search", data)):
            assert response.status_code < 500
            assert b"<script>alert" not in response.content


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_in_an_address(client, text):
    for path in ("/articles/{}/", "/articles/{}/feedback/", "/tags/{}/"):
        assert client.get(path.format(quote(text, safe=""))).status_code == 404


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_bytes_that_are_no_text(client, index, make_article, raw):
    make_article()
    form = "application/x-www-form-urlencoded"
    paths = ("/search", "/articles/token-invalid/feedback/", "/theme/", "/i18n/")
    for path in paths:
        body = f"q={raw}&vote={raw}&comment={raw}&theme={raw}&language={raw}&next={raw}"
        assert client.post(path, body, content_type=form).status_code < 500
        assert client.get(f"{path}?{body}").status_code < 500
    for path in (f"/articles/{raw}/", f"/tags/{raw}/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", "{"),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("application/x-www-form-urlencoded; charset=nonsense", "q=1"),
        ("application/x-www-form-urlencoded; charset=utf-16", "q=1"),
    ],
    ids=range(5),
)
def test_forms_that_are_none(client, index, kind, body):
    response = client.generic("POST", "/search", body, content_type=kind)
    assert response.status_code < 500


@pytest.mark.parametrize("cookie", ["\x00", "neon", "a:b:c", "é" * 2000])
def test_cookies_that_nobody_set(client, make_article, cookie):
    article = make_article()
    for name in ("kb_visitor", "kb_theme", "django_language", "sessionid"):
        client.cookies[name] = cookie
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get("/articles/token-invalid/feedback/").status_code == 200

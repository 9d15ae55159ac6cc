"""Two thousand inputs nobody should send: whatever comes back, it is no 5xx."""

import json
import random
from urllib.parse import quote, urlencode

import pytest

SEED = 20261121
COUNT = 2000

PIECES = [
    *(
        chr(code)
        for code in [*range(32), 127, 0x85, 0xA0, 0xAD, 0x200B, 0x202E, 0xFEFF]
    ),
    *(
        "\ud800",
        "\udfff",
        "\ufffe",
        "\U0010ffff",
        "😀👨‍👩‍👧",
        "ﷺ",
        "ｆｕｌｌ",
        "Ａ４０３",
    ),
    *(
        "title:(((",
        "~2^",
        "[a TO",
        "a AND",
        "NOT",
        '"',
        "'",
        "*",
        "?",
        "\\",
        "^",
        "{",
        "}",
    ),
    *("' OR 1=1 --", "1; DROP TABLE answers_article", "${jndi:ldap://x}", "{{7*7}}"),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=x>",
        "]]>",
        "&#0;",
        "&lt",
        "</mark>",
    ),
    *(
        "%00",
        "%ff",
        "%",
        "%s%n",
        "../../etc/passwd",
        "\\u0000",
        "0x00",
        "NaN",
        "Infinity",
    ),
    *(
        "-" * 50,
        "。" * 50,
        "，，",
        "403",
        "token invalid!",
        "com.alibaba.nacos.api.exception",
    ),
    *("的", "错误", "鉴权", "\u0301" * 40, "e\u0301", "١٢٣", "½", "ß", "İ", "ǆ", "ﬁ"),
]
LARGE = [
    "-" * 100_000,
    "错" * 10_000,
    "a" * 60_000,
    "1." * 20_000,
    "(" * 20_000,
    "\x00" * 9000,
]


def inputs():
    chance = random.Random(SEED)  # noqa: S311
    yield from LARGE
    yield from PIECES
    for _ in range(COUNT - len(LARGE) - len(PIECES)):
        glue = chance.choice(["", " ", "\n", "\x00"])
        yield glue.join(chance.choices(PIECES, k=chance.randint(1, 12)))


def query(**values):
    return urlencode(values, errors="surrogatepass")


def asks(client, text):
    """Yield one answer of each door; the text goes in wherever text goes."""
    short = text[:4000]
    yield client.get(f"/api/v1/search?{query(q=short, product=short[:90])}")
    yield client.get(
        f"/api/v1/search?{query(q='x', limit=short, tag=short, offset=short)}"
    )
    yield client.get(f"/api/v1/suggest?{query(q=short)}")
    body = json.dumps({"q": text, "tag": [text[:50]]})
    yield client.generic(
        "POST", "/api/v1/search", body, content_type="application/json"
    )
    body = json.dumps({"question": text, "product": text[:50]})
    yield client.generic("POST", "/api/v1/ask", body, content_type="application/json")
    said = {"vote": "down", "comment": text, "reason": text, "query": text}
    yield client.generic(
        "POST",
        "/api/v1/articles/a/feedback",
        json.dumps(said),
        content_type="application/json",
    )
    name = "enhancerGradePOJOId"
    yield client.get(f"/user/feedbackByEnhancerGradePOJOID?{query(**{name: short})}")
    yield client.get(f"/search?{query(q=short, page=short, tag=short, sort=short)}")
    if text not in PIECES and text not in LARGE:
        return
    path = quote(short[:200], safe="", errors="surrogatepass")
    yield client.get(f"/articles/{path}/")
    yield client.get(f"/tags/{path}/")
    form = {"vote": "down", "comment": text[:500], "reason": short[:50], "query": short}
    encoded = {k: v.encode("utf-8", "surrogatepass") for k, v in form.items()}
    yield client.generic(
        "POST",
        "/articles/a/feedback/",
        urlencode(encoded),
        content_type="application/x-www-form-urlencoded",
    )


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_nothing_sent_is_ever_answered_with_5xx(client, index, make_article, part):
    make_article("a", tags=("403",))
    client.raise_request_exception = False
    asked = 0
    for text in list(inputs())[part::4]:
        for response in asks(client, text):
            assert response.status_code < 500, (repr(text[:80]), response.request)
        asked += 1
    assert asked == COUNT // 4

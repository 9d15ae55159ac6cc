"""Weight: what a first visit takes over the wire, gzipped, the longest answer too."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.web import sweep

pytestmark = pytest.mark.django_db
LIMIT = 60_000  # bytes: page, style, scripts, icon; there are no fonts
OWN = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"')
LONG = "\n\n".join(
    f"## 步骤 {n}\n\n{n} 检查 `nacos.core.auth.{n * 7919}` 并重启。" for n in range(150)
)


def weight(page):
    """Return the bytes of a page and of what it asks for at once."""
    files = set(OWN.findall(page))
    assert {"dayi.css", "dayi.js"} <= files
    assert not re.search(r'<(?:script|link)[^>]+(?:src|href)="https?://(?!127)', page)
    contents = [Path(finders.find(name)).read_bytes() for name in files]
    return sum(len(gzip.compress(one)) for one in [page.encode(), *contents])


def test_no_page_weighs_more_than_it_may(client, index, make_article):
    filled = sweep.fill(make_article)
    make_article("long", title="403 long", answer=LONG, tags=("auth",))
    for path in ["/articles/long/", *sweep.paths(filled)]:
        page = client.get(path, follow=True).text
        if "/static/" in page and "embed=1" not in path:
            assert weight(page) < LIMIT, path

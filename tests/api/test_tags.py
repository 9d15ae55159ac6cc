"""Tags over REST."""

import pytest

pytestmark = pytest.mark.django_db


def test_tags_are_counted(client, make_article):
    make_article("a", tags=("甲", "C++"))
    make_article("b", tags=("甲",))
    body = client.get("/api/v1/tags").json()
    assert body["count"] == 2
    assert body["results"][0] == {
        "slug": "甲",
        "name": "甲",
        "url": "http://testserver/tags/%E7%94%B2/",
        "count": 2,
    }

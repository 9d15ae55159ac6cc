"""Findable: which result pages search engines may list, and under which address."""

import pytest


@pytest.mark.parametrize(
    ("query", "listed"), [("q=403", True), ("q=token", False), ("q=403&tag=x", False)]
)
def test_a_symptom_is_listed_under_its_plain_address(
    client, recording, index, make_article, query, listed
):
    make_article(tags=("x",))
    text = client.get(f"/search?{query}").content.decode()
    address = f'rel="canonical" href="http://127.0.0.1:8000/search?{query}"'
    assert (address in text) is listed
    assert ('content="noindex"' in text) is not listed

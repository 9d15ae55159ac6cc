"""Tags: an index, and a page for each."""

import pytest

from answers.models import Tag

pytestmark = pytest.mark.django_db


def test_the_index_lists_tags_with_counts(client, make_article):
    make_article(key="a", tags=("auth", "cluster"))
    make_article(key="b", tags=("auth",))
    page = client.get("/tags/").content.decode()
    assert page.index("/tags/auth/") < page.index("/tags/cluster/")
    assert 'auth<span class="count">2</span>' in page


def test_the_index_says_when_there_are_none(client):
    assert "还没有文章带标签" in client.get("/tags/").content.decode()


def test_a_tag_lists_its_articles_a_page_at_a_time(client, make_article):
    for number in range(11):
        make_article(key=f"a-{number}", tags=("权限 c++",))
    make_article(key="other")
    url = Tag.objects.get().get_absolute_url()
    assert len(client.get(url).context["articles"]) == 10
    assert len(client.get(url, {"page": "2"}).context["articles"]) == 1
    assert f'href="{url}?page=2"' in client.get(url).content.decode()


@pytest.mark.parametrize("page", ["abc", "9" * 5000, "-1", "\x00"])
def test_any_page_number_will_do(client, make_article, page):
    make_article(tags=("auth",))
    assert client.get("/tags/auth/", {"page": page}).status_code == 200


def test_hidden_and_unknown_tags_are_not_found(client, make_article):
    make_article(tags=("auth",))
    Tag.objects.update(hidden=True)
    assert client.get("/tags/auth/").status_code == 404
    assert client.get("/tags/nothing/").status_code == 404


def test_an_alias_leads_to_the_page_of_what_it_stands_for(client, make_article):
    make_article(tags=("kubernetes",))
    Tag.objects.create(slug="k8s", name="k8s", alias_of=Tag.objects.get())
    assert client.get("/tags/k8s/").url == "/tags/kubernetes/"
    assert "k8s" not in client.get("/tags/").content.decode()
    Tag.objects.filter(slug="kubernetes").update(hidden=True)
    assert client.get("/tags/k8s/").status_code == 404

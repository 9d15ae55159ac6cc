import pytest

from answers.models import Article

pytestmark = pytest.mark.django_db


def test_an_article_in_full(client, make_article):
    make_article("b", title="另一个问题")
    make_article(
        "a", answer="## 原因\n\n**令牌**过期。", tags=("403",),
        references="*专家经验：外面的\n*[文档](https://example.org/x)",
    )  # fmt: skip
    body = client.get("/api/v1/articles/a").json()
    assert body["id"] == "a"
    assert body["markdown"] == "## 原因\n\n**令牌**过期。"
    assert "<strong>令牌</strong>" in body["html"]
    assert body["text"] == "原因\n令牌过期。"
    assert body["outline"] == [{"level": 3, "title": "原因", "anchor": "原因"}]
    assert body["revision"] == 1
    assert [r["url"] for r in body["references"]] == [None, "https://example.org/x"]
    assert body["feedback_url"] == "http://testserver/articles/a/feedback/"


def test_an_unchanged_article_is_not_sent_again(client, make_article):
    make_article("a")
    first = client.get("/api/v1/articles/a")
    etag = first["ETag"]
    again = client.get("/api/v1/articles/a", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    make_article("a", answer="新的")
    changed = client.get("/api/v1/articles/a", headers={"if-none-match": etag})
    assert changed.status_code == 200


def test_conditions_for_writes_do_not_break_reading(client, make_article):
    make_article("a")
    response = client.get("/api/v1/articles/a", headers={"if-match": '"x"'})
    assert response.status_code == 200


@pytest.mark.parametrize("key", ["nope", "%00", "a%2Fb", "%F0%9F%98%80", "x" * 3000])
def test_an_unknown_id_is_404(client, db, key):
    response = client.get(f"/api/v1/articles/{key}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_internal_articles_are_for_staff_and_say_so(client, admin_client, make_article):
    make_article("a", title="a secret title")
    Article.objects.update(internal=True)
    refused = client.get("/api/v1/articles/a")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_missing")
    assert "secret" not in refused.text
    assert admin_client.get("/api/v1/articles/a").status_code == 200


def test_the_list_pages_and_filters(client, make_article):
    for number in range(21):
        make_article(f"a{number}", tags=("甲",) if number else ())
    first = client.get("/api/v1/articles").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (21, 20, None)
    second = client.get(first["next"]).json()
    assert len(second["results"]) == 1
    assert second["next"] is None
    assert client.get("/api/v1/articles", {"tag": "甲"}).json()["count"] == 20
    later = {"updated_since": "2999-01-01"}
    assert client.get("/api/v1/articles", later).json()["count"] == 0


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        ("0001-01-01", 1),
        ("0001-01-01T00:00:00Z", 1),
        ("0001-01-01T00:00:00+14:00", 1),
        ("0001-01-01T23:59:59-12:00", 1),
        ("9999-12-31", 0),
        ("9999-12-31T23:59:59.999999-12:00", 0),
    ],
)
def test_the_ends_of_the_calendar_are_no_limit(client, make_article, moment, count):
    make_article("a")
    response = client.get("/api/v1/articles", {"updated_since": moment})
    assert (response.status_code, response.json()["count"]) == (200, count)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"page": "abc"}, "page"),
        ({"page": "0"}, "page"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"product": "x" * 200}, "product"),
    ],
)
def test_a_bad_filter_is_named(client, make_article, query, field):
    make_article("a")
    response = client.get("/api/v1/articles", query)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_page_after_the_last_is_not_found_and_says_which_is_the_last(
    client, make_article
):
    make_article("a")
    response = client.get("/api/v1/articles", {"page": "2"})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert "1" in response.json()["detail"]


def test_lists_ask_few_queries(client, make_article, django_assert_max_num_queries):
    for number in range(12):
        make_article(f"a{number}", tags=("甲", "乙"), product="nacos")
    with django_assert_max_num_queries(4):
        client.get("/api/v1/articles")

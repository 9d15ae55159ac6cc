import pytest

from answers.models import Article

pytestmark = pytest.mark.django_db

ANSWER = "### 错误原因\n1. **令牌过期**：不再有效。\n2. **权限不足**：没有授权。"


def test_an_article_shows_its_causes(client, make_article):
    make_article("a", answer=ANSWER)
    assert client.get("/api/v1/articles/a").json()["causes"] == [
        {
            "title": "令牌过期",
            "explanation": "不再有效。",
            "remedy": "",
            "anchor": "错误原因",
        },
        {
            "title": "权限不足",
            "explanation": "没有授权。",
            "remedy": "",
            "anchor": "错误原因",
        },
    ]


def test_symptoms_are_listed_page_by_page(client, make_article):
    make_article("a", title="403", question=" ".join(f"9.{n}.1" for n in range(30)))
    first = client.get("/api/v1/symptoms").json()
    assert (first["count"], len(first["results"])) == (31, 20)
    assert first["results"][0] == {
        "kind": "http_status",
        "value": "403",
        "slug": "403",
        "count": 1,
    }
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (11, None)


def test_symptoms_are_filtered_by_kind(client, make_article):
    make_article("a", title="403 token invalid")
    body = client.get("/api/v1/symptoms", {"kind": "message"}).json()
    assert [symptom["slug"] for symptom in body["results"]] == ["token-invalid"]


@pytest.mark.parametrize(
    ("query", "field"), [({"kind": "mood"}, "kind"), ({"page": "0"}, "page")]
)
def test_a_bad_filter_is_named(client, make_article, query, field):
    make_article("a", title="403")
    response = client.get("/api/v1/symptoms", query)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_symptom_has_the_causes_of_all_its_answers(client, make_article):
    make_article("a", title="403", answer=ANSWER)
    make_article("b", title="403", answer="### 原因\n1. **令牌过期**：登录太久没有续。")
    body = client.get("/api/v1/symptoms/403").json()
    assert (body["kind"], body["value"], body["count"]) == ("http_status", "403", 2)
    assert [cause["title"] for cause in body["causes"]] == ["令牌过期", "权限不足"]
    sources = body["causes"][0]["articles"]
    assert {source["id"] for source in sources} == {"a", "b"}
    assert all("/articles/" in source["url"] for source in sources)
    assert any(source["url"].endswith("#%E5%8E%9F%E5%9B%A0") for source in sources)
    assert {article["id"] for article in body["articles"]} == {"a", "b"}


@pytest.mark.parametrize("slug", ["nope", "%00", "a%2Fb", "%F0%9F%98%80", "x" * 3000])
def test_an_unknown_symptom_is_404(client, db, slug):
    response = client.get(f"/api/v1/symptoms/{slug}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_internal_articles_name_no_symptoms(client, admin_client, make_article):
    make_article("a", title="403")
    Article.objects.update(internal=True)
    assert client.get("/api/v1/symptoms").json()["count"] == 0
    assert client.get("/api/v1/symptoms/403").status_code == 404
    assert admin_client.get("/api/v1/symptoms/403").status_code == 200

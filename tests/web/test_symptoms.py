"""The symptoms: an index to scan, and for each what causes it."""

import re

import pytest

from answers.models import Article

pytestmark = pytest.mark.django_db

CAUSES = "### 错误原因\n1. **令牌已过期**：看时间。\n2. **权限不足**：看角色。"


@pytest.fixture
def article(make_article):
    return make_article("a", title="403 msg=unknown user!", answer=CAUSES)


def read(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_the_index_lists_symptoms_by_kind(client, article):
    page = read(client, "/symptoms/")
    assert 'id="http_status"' in page
    assert 'href="/symptoms/403/"' in page
    assert 'href="/symptoms/unknown-user/"' in page


def test_the_index_can_be_of_one_kind(client, article):
    page = read(client, "/symptoms/?kind=http_status")
    assert 'href="/symptoms/403/"' in page
    assert 'href="/symptoms/unknown-user/"' not in page


def test_an_unknown_kind_is_as_none(client, article):
    assert 'href="/symptoms/403/"' in read(client, "/symptoms/?kind=%00nonsense")


def test_a_symptom_shows_causes_with_the_answers_that_name_them(client, article):
    page = read(client, "/symptoms/403/")
    assert "令牌已过期" in page
    assert "看时间。" in page
    named = re.findall(r'<p class="sources">.*?href="([^"]+)"', page, re.S)
    assert named == ["/articles/a/#错误原因"] * 2


def test_its_branches_lead_to_causes_that_are_there(client, make_article, article):
    other = CAUSES.replace("令牌已过期", "密钥各不相同")
    make_article("b", title="403 msg=token invalid!", answer=other)
    make_article("c", title="怎么备份")
    make_article("d", title="怎么恢复")
    page = read(client, "/symptoms/403/")
    assert 'href="/symptoms/unknown-user/"' in page
    leaves = re.findall(r'class="leaf" href="#([^"]+)"', page)
    assert leaves
    assert all(f'id="{leaf}"' in page for leaf in leaves)


def test_what_nobody_shows_is_not_found(client, article):
    read(client, "/symptoms/404/", 404)
    Article.objects.update(internal=True)
    read(client, "/symptoms/403/", 404)
    assert "/symptoms/403/" not in read(client, "/symptoms/")


def test_words_of_an_article_stay_text(client, make_article):
    lead = "### 错误原因\n1. **`<b>`没有**：`<script>`失败"
    make_article("a", title="403", answer=lead)
    assert "<script>失败" not in read(client, "/symptoms/403/")


def test_every_symptom_has_a_page_that_its_address_finds(client, make_article):
    make_article(
        "a",
        title="403 NacosException GET /nacos/v1/cs/configs",
        answer="`spring.cloud.nacos.config.server-addr` 端口 8848，版本 2.2.3",
    )
    page = read(client, "/symptoms/")
    paths = set(re.findall(r'href="(/symptoms/[^"?]+/)"', page))
    assert len(paths) > 4
    for path in paths:
        read(client, path)

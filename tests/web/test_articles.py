"""The article page: one question, its answer, and where it leads."""

import datetime as dt

import pytest

from answers.models import Article

pytestmark = pytest.mark.django_db

THREE = "## Cause\na\n\n## Check\nb\n\n### Deep\nc\n\n#### Deeper\nd\n\n## Remedy\ne"


def page_of(client, article, **headers):
    return client.get(article.get_absolute_url(), headers=headers).content.decode()


def test_it_shows_question_answer_and_facts(client, make_article):
    article = make_article(
        question="Why is my token invalid?",
        answer="Log in **again**.",
        product="Nacos",
        tags=("权限",),
        date=dt.date(2024, 5, 17),
        category="expertConsultation",
    )
    page = page_of(client, article)
    assert "<p>Why is my token invalid?</p>" in page
    assert "Log in <strong>again</strong>." in page
    assert "2024年5月17日" in page
    assert "专家问答" in page
    assert "第 1 版" in page


def test_a_question_that_repeats_the_title_is_shown_once(client, make_article):
    article = make_article(title="403 token nacos-opensource", question="403 Token")
    assert page_of(client, article).count("<p>403 Token</p>") == 0


def test_html_that_was_written_stays_text(client, make_article):
    article = make_article(
        title="<script>alert(1)</script>",
        question="<img src=x onerror=alert(1)>",
        answer="<script>alert(1)</script>",
        tags=("<b>bold</b>",),
    )
    page = page_of(client, article)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>bold" not in page


def test_three_headings_make_a_list_of_contents(client, make_article):
    page = page_of(client, make_article(answer=THREE))
    assert 'class="depth-1"><a href="#cause"' in page
    assert 'class="depth-2"><a href="#deep"' in page
    assert 'class="depth-3"' not in page


def test_two_headings_do_not(client, make_article):
    page = page_of(client, make_article(answer="## Cause\na\n\n## Remedy\nb"))
    assert "目录" not in page


def test_references_lead_inside_outside_or_nowhere(client, make_article):
    make_article(
        references="[docs](https://nacos.io/docs)\n[bad](javascript:alert(1))\nplain",
    )
    article = make_article()
    inside = make_article(key="inside")
    article = make_article(references="[docs](https://nacos.io/docs)\n[gone](old.md)")
    article.references.create(position=9, text="inner", target=inside)
    page = page_of(client, article)
    assert '<a href="https://nacos.io/docs" rel="nofollow noopener"' in page
    assert '<a href="/articles/inside/">inner</a>' in page
    assert "javascript:" not in page


def test_related_articles_are_offered(client, index, make_article):
    article = make_article()
    make_article(key="near", title="token invalid after restart")
    assert '<a href="/articles/near/">token invalid after restart</a>' in page_of(
        client, article
    )


def test_the_page_does_without_an_index(client, make_article):
    assert client.get(make_article().get_absolute_url()).status_code == 200


def test_it_leads_back_to_the_results_it_was_opened_from(client, make_article):
    came = "http://testserver/search?q=token+invalid&product=nacos"
    page = page_of(client, make_article(), referer=came)
    assert "返回“token invalid”的搜索结果" in page
    assert 'name="query" value="token invalid"' in page


@pytest.mark.parametrize(
    "came",
    [
        "",
        "http://elsewhere/search?q=spam",
        "http://[bad/search?q=x",
        "http://testserver/tags/?q=spam",
        "http://testserver/search?" + "a=1&" * 500,
    ],
    ids=["none", "other-site", "broken", "other-page", "flooded"],
)
def test_it_leads_back_nowhere_else(client, make_article, came):
    page = page_of(client, make_article(), referer=came)
    assert "的搜索结果" not in page
    assert 'name="query" value=""' in page


def test_only_staff_read_internal_articles(client, admin_client, make_article):
    article = make_article()
    article.internal = True
    article.save()
    assert client.get(article.get_absolute_url()).status_code == 404
    assert "仅工作人员可见" in page_of(admin_client, article)


def test_staff_get_a_link_to_the_editor(client, admin_client, make_article):
    article = make_article()
    link = f"/admin/answers/article/{article.pk}/change/"
    assert link in page_of(admin_client, article)
    assert link not in page_of(client, article)


def test_staff_read_on_where_there_is_no_editor(
    admin_client, make_article, monkeypatch
):
    from django.urls import NoReverseMatch

    from answers.web import articles

    def nowhere(name, **_):
        raise NoReverseMatch(name)

    monkeypatch.setattr(articles, "reverse", nowhere)
    assert "/admin/answers/" not in page_of(admin_client, make_article())


def test_retired_articles_are_gone(client, make_article):
    article = make_article()
    article.status = "retired"
    article.save()
    assert client.get(article.get_absolute_url()).status_code == 410


def test_addresses_are_canonical(client, make_article, settings):
    settings.KB_BASE_URL = "https://kb.example"
    page = page_of(client, make_article())
    address = "https://kb.example/articles/token-invalid/"
    assert f'<link rel="canonical" href="{address}">' in page


def test_a_retired_article_says_so_without_its_answer(client, make_article):
    article = make_article(title="403 token", answer="No longer true.")
    Article.objects.update(status="retired")
    page = page_of(client, article)
    assert "这篇文章已下架" in page
    assert "No longer true" not in page


def test_a_retired_internal_article_was_never_there(client, make_article):
    article = make_article()
    Article.objects.update(status="retired", internal=True)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_headings_and_steps_link_to_themselves(client, make_article):
    answer = "## Steps\n\n1. First\n2. Second\n\n## Other\n\n- loose"
    page = page_of(client, make_article(answer=answer))
    assert '<h3 id="steps"><a href="#steps">Steps</a></h3>' in page
    assert 'id="steps-2"><a href="#steps-2" class="anchor"' in page
    assert 'id="other-1"' not in page


def test_contents_say_the_language_they_are_in(client, make_article):
    article = make_article(title="怎么重置密码", answer="Log in again.")
    page = page_of(client, article)
    assert '<h1 lang="zh-Hans">' in page
    assert '<div class="prose" lang="en">' in page

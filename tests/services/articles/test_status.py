"""Status: retired articles leave the index; their readers are led to another one."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from answers.lib.errors import GoneError, InvalidError, NotFoundError
from answers.models import Article, IndexChange
from answers.services.articles.selectors import article_get
from answers.services.articles.status import (
    article_set_status,
    article_show_to,
    replacement_find,
)
from answers.services.indexing import index_check

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()
with_articles = pytest.mark.usefixtures("articles")


@pytest.fixture
def articles(make_article):
    for key in ("a", "b", "c"):
        make_article(key, title=f"title {key}")


def retire(key, replaced_by=None, **more):
    rows = Article.objects.filter(key=key)
    return article_set_status(
        articles=rows, status="retired", replaced_by=replaced_by, **more
    )


def led_to(key, viewer=ANYBODY):
    with pytest.raises(GoneError) as error:
        article_get(key=key, viewer=viewer)
    return error.value.extra["replaced_by"]


@pytest.mark.parametrize(
    "said",
    [
        "b",
        " b ",
        "/articles/b/",
        "https://kb.example/articles/b/?hl=en#answer",
        "https://kb.example/articles/b.md",
    ],
)
@with_articles
def test_another_article_is_named_by_key_or_address(said):
    assert replacement_find(text=said, articles=[]).key == "b"


@with_articles
def test_a_retired_article_leads_on_or_says_that_it_is_gone():
    retire("a")
    assert led_to("a") == ""
    retire("a", "b")  # also later
    assert led_to("a") == "b"
    retire("a")
    assert led_to("a") == "b"  # nothing said, nothing changed
    retire("a", "")
    assert led_to("a") == ""


@with_articles
def test_a_chain_is_followed_to_what_there_is_now():
    retire("a", "b")
    retire("b", "c")
    assert led_to("a") == led_to("b") == "c"
    retire("c")
    assert led_to("a") == led_to("b") == led_to("c") == ""


@with_articles
def test_nobody_is_led_to_what_he_may_not_read():
    retire("a", "b")
    Article.objects.filter(key="b").update(internal=True)
    assert led_to("a") == ""
    assert led_to("a", User(is_staff=True)) == "b"
    Article.objects.filter(key="a").update(internal=True)
    with pytest.raises(NotFoundError) as error:
        article_get(key="a", viewer=ANYBODY)
    assert not isinstance(error.value, GoneError)


@pytest.mark.parametrize("said", ["a", "nothing", "draft", "x" * 5000, "/articles/"])
@with_articles
def test_what_cannot_stand_for_it_is_refused_and_nothing_changes(said):
    Article.objects.create(key="draft", status="draft", updated_at="2026-01-01T00:00Z")
    with pytest.raises(InvalidError) as error:
        retire("a", said)
    assert error.value.extra["field"] == "replaced_by"
    assert Article.objects.get(key="a").status == "published"


@with_articles
def test_a_circle_is_refused_however_long():
    retire("a", "b")
    retire("b", "c")
    with pytest.raises(InvalidError):
        retire("c", "a")
    everything = Article.objects.all()
    with pytest.raises(InvalidError):  # c would lead to itself
        article_set_status(articles=everything, status="retired", replaced_by="c")
    assert Article.objects.get(key="c").status == "published"


@with_articles
def test_a_circle_that_is_there_all_the_same_ends():
    a, b = Article.objects.filter(key__in="ab").order_by("key")
    Article.objects.filter(pk=a.pk).update(status="retired", replaced_by=b)
    Article.objects.filter(pk=b.pk).update(status="retired", replaced_by=a)
    assert led_to("a") == led_to("b") == ""


@with_articles
def test_what_is_published_again_is_not_replaced_any_more():
    retire("a", "b")
    article = Article.objects.get(key="a")
    with pytest.raises(InvalidError):
        article_set_status(articles=[article], status="published", replaced_by="c")
    article_set_status(articles=[article], status="published")
    assert Article.objects.get(key="a").replaced_by is None
    assert article_get(key="a", viewer=ANYBODY) == article


@with_articles
def test_the_log_says_what_replaces_it():
    from django.contrib.admin.models import LogEntry

    retire("a", "b", actor=User.objects.create_superuser("staff"))
    assert LogEntry.objects.get().change_message == "retire: replaced by b"


@pytest.mark.django_db(transaction=True)
def test_retired_articles_leave_the_index_and_come_back(index, make_article):
    article = make_article("x")
    assert article_set_status(articles=[article], status="retired") == 1
    assert index.revisions() == {}
    article.refresh_from_db()
    assert article_set_status(articles=[article], status="published") == 1
    assert index_check().clean


@pytest.mark.django_db(transaction=True)
def test_internal_is_told_to_the_index(index, make_article):
    article = make_article("x")
    assert article_show_to(articles=[article], internal=True) == 1
    article.refresh_from_db()
    assert article.internal
    assert index_check().clean
    assert article_show_to(articles=[article], internal=True) == 0
    assert not IndexChange.objects.exists()

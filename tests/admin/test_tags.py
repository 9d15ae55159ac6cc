"""Tags and products: named by staff, addressed by their slug."""

from __future__ import annotations

import pytest

from answers.models import Article, Product, Tag
from answers.search import Query
from tests.admin.conftest import page


def errors(response):
    assert response.status_code == 200
    return list(response.context["adminform"].form.errors)


def test_a_hidden_tag_no_longer_finds_its_articles(
    desk, index, make_article, django_capture_on_commit_callbacks
):
    make_article(tags=("flamingo",))
    assert index.search(Query(text="flamingo")).total == 1
    tag = Tag.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page("tag_change", tag.pk), {"name": tag.name, "hidden": "on"})
    assert index.search(Query(text="flamingo")).total == 0


def test_a_renamed_tag_keeps_its_address_and_is_found_by_its_new_name(
    desk, index, make_article, django_capture_on_commit_callbacks
):
    make_article(tags=("flamingo",))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page("tag_change", Tag.objects.get().pk), {"name": " Heron  bird "})
    assert Tag.objects.values_list("slug", "name").get() == ("flamingo", "Heron bird")
    assert index.search(Query(text="heron")).total == 1


def test_an_article_edited_after_a_rename_keeps_the_tag(desk, make_article, typed):
    article = make_article(tags=("flamingo",))
    Tag.objects.update(name="heron")
    desk.post(page("article_change", article.pk), typed(article, answer="new"))
    assert Article.objects.get().tags.get().name == "heron"
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("noun", ["tag", "product"])
def test_a_new_one_gets_its_slug_from_its_name(desk, noun):
    desk.post(page(f"{noun}_add"), {"name": "Nacos 鉴权"})
    model = {"tag": Tag, "product": Product}[noun]
    assert model.objects.get().slug == "nacos-鉴权"


@pytest.mark.parametrize("noun", ["tag", "product"])
@pytest.mark.parametrize("name", ["", "…", "NACOS", "\x00", "x" * 101])
def test_a_name_that_cannot_be_is_an_error_of_the_name(desk, noun, name):
    {"tag": Tag, "product": Product}[noun].objects.create(slug="nacos", name="Nacos")
    assert errors(desk.post(page(f"{noun}_add"), {"name": name})) == ["name"]


def test_a_renamed_product_keeps_its_slug_and_its_articles(desk, make_article, typed):
    article = make_article(product="nacos")
    desk.post(page("product_change", article.product.pk), {"name": "Nacos Server"})
    article.refresh_from_db()
    desk.post(page("article_change", article.pk), typed(article, answer="new"))
    assert Product.objects.values_list("slug", "name").get() == (
        "nacos",
        "Nacos Server",
    )
    assert Product.objects.get().articles.count() == 1


@pytest.mark.parametrize("noun", ["tag", "product"])
def test_lists_count_articles_in_few_queries(
    desk, make_article, django_assert_max_num_queries, noun
):
    for number in range(20):
        make_article(f"a{number}", tags=(f"t{number}", "x"), product=f"p{number}")
    with django_assert_max_num_queries(12):
        response = desk.get(
            page(f"{noun}_changelist"), {"hidden__exact": "0"} if noun == "tag" else {}
        )
    most = {"tag": ">20</a>", "product": ">1</a>"}[noun]
    assert most in response.content.decode()


def test_what_articles_carry_cannot_be_deleted(boss_desk, make_article):
    article = make_article(tags=("x",), product="p")
    tag = article.tags.get()
    assert boss_desk.post(page("tag_delete", tag.pk), {"post": "y"}).status_code == 403
    boss_desk.post(page("product_delete", article.product_id), {"post": "y"})
    assert Product.objects.count() == 1

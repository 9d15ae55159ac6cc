"""Tags and products: named by staff, addressed by their slug."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from answers.index import Query
from answers.models import Article, Product, Tag
from tests.admin.conftest import NO_RELEASES, page


def errors(response):
    assert response.status_code == 200
    return list(response.context["adminform"].form.errors)


def tidy(client, *tags, **query):
    """Carry out what the address says becomes of the tags."""
    pks = ",".join(str(tag.pk) for tag in tags)
    url = reverse("admin:answers_tag_tidy", query={"pks": pks, **query})
    return client.post(url)


def test_a_hidden_tag_no_longer_finds_its_articles(
    desk, index, make_article, django_capture_on_commit_callbacks
):
    make_article(tags=("flamingo",))
    assert index.search(Query(text="flamingo")).total == 1
    with django_capture_on_commit_callbacks(execute=True):
        tidy(desk, Tag.objects.get(), verb="hide")
    assert index.search(Query(text="flamingo")).total == 0


def test_a_renamed_tag_keeps_its_address_and_is_found_by_its_new_name(
    desk, index, make_article, django_capture_on_commit_callbacks
):
    make_article(tags=("flamingo",))
    with django_capture_on_commit_callbacks(execute=True):
        tidy(desk, Tag.objects.get(), verb="rename", name=" Heron  bird ")
    assert Tag.objects.values_list("slug", "name").get() == ("flamingo", "Heron bird")
    assert index.search(Query(text="heron")).total == 1


def test_the_preview_says_what_changes_and_changes_nothing(desk, make_article):
    make_article("a", tags=("open-source",))
    make_article("b", tags=("opensource",))
    tag = Tag.objects.get(slug="open-source")
    query = {"pks": tag.pk, "verb": "merge", "into": "OpenSource"}
    response = desk.get(reverse("admin:answers_tag_tidy"), query)
    assert response.context["preview"].articles == 1
    effect = response.context["preview"].effects[0]
    assert (effect.name, effect.url) == ("opensource", "/tags/opensource/")
    assert Tag.objects.filter(alias_of__isnull=False).count() == 0


def test_a_page_of_one_tag_leads_to_where_changes_are_previewed(desk, make_article):
    tag = make_article(tags=("x",)).tags.get()
    response = desk.get(page("tag_change", tag.pk))
    assert response.url == reverse("admin:answers_tag_tidy", query={"pks": tag.pk})


@pytest.mark.parametrize(
    "query",
    [
        {"verb": "merge"},
        {"verb": "merge", "into": "…"},
        {"verb": "merge", "into": "x"},
        {"verb": "rename", "name": "\x00"},
        {"verb": "restore"},
        {"verb": "explode"},
        {"verb": "hide", "pks": "0,-1,x,99999999999999999999"},
    ],
)
def test_what_cannot_be_done_is_said_and_not_done(desk, make_article, query):
    tag = make_article(tags=("x",)).tags.get()
    url = reverse("admin:answers_tag_tidy", query={"pks": tag.pk} | query)
    response = desk.post(url)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Tag.objects.values_list("name", "hidden", "alias_of").get() == (
        "x", False, None,
    )  # fmt: skip


def test_suspicious_tags_are_listed_with_what_they_may_have_meant(desk, make_article):
    make_article("a", tags=("spring-cloud", "403"))
    for number in range(3):
        make_article(f"b{number}", tags=("springcloud",))
    text = desk.get("/admin/answers/tag/suspicious/").content.decode()
    assert "→ springcloud" in text
    assert text.index('id="near"') < text.index('id="number"')


def test_only_who_may_change_tags_tidies_them(client, make_article):
    tag = make_article(tags=("x",)).tags.get()
    reader = User.objects.create_user("r", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_tag"))
    client.force_login(reader)
    assert tidy(client, tag, verb="hide").status_code == 403
    assert client.get(page("tag_change", tag.pk)).status_code == 200


def test_an_article_edited_after_a_rename_keeps_the_tag(desk, make_article, typed):
    article = make_article(tags=("flamingo",))
    Tag.objects.update(name="heron")
    desk.post(page("article_change", article.pk), typed(article, answer="new"))
    assert Article.objects.get().tags.get().name == "heron"
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("noun", ["tag", "product"])
def test_a_new_one_gets_its_slug_from_its_name(desk, noun):
    desk.post(page(f"{noun}_add"), {"name": "Nacos 鉴权"} | NO_RELEASES)
    model = {"tag": Tag, "product": Product}[noun]
    assert model.objects.get().slug == "nacos-鉴权"


@pytest.mark.parametrize("noun", ["tag", "product"])
@pytest.mark.parametrize("name", ["", "…", "NACOS", "\x00", "x" * 101])
def test_a_name_that_cannot_be_is_an_error_of_the_name(desk, noun, name):
    {"tag": Tag, "product": Product}[noun].objects.create(slug="nacos", name="Nacos")
    assert errors(desk.post(page(f"{noun}_add"), {"name": name})) == ["name"]


def test_a_renamed_product_keeps_its_slug_and_its_articles(desk, make_article, typed):
    article = make_article(product="nacos")
    form = {"name": "Nacos Server"} | NO_RELEASES
    desk.post(page("product_change", article.product.pk), form)
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

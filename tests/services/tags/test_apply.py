"""Tagging: no article is edited, and everything follows an alias."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from answers.content import ParsedArticle, derive
from answers.lib.errors import InvalidError
from answers.models import Article, Revision, SearchEvent, Tag
from answers.services.articles.selectors import article_list
from answers.services.expectations import changes
from answers.services.indexing import document_of, index_check, index_rows, index_sync
from answers.services.publication import NewRevision, write_revisions
from answers.services.search import Question, article_search
from answers.services.tags import plan_change, tag_apply, tag_plan, tag_preview, tag_try


def tags_of(key):
    return set(Article.objects.get(key=key).tags.values_list("slug", flat=True))


def curator():
    return User.objects.get_or_create(username="curator")[0]


def merge(*slugs, into):
    tags = Tag.objects.filter(slug__in=slugs)
    return tag_apply(actor=curator(), plan=tag_plan(verb="merge", tags=tags, into=into))


def restore(*slugs):
    tags = Tag.objects.filter(slug__in=slugs)
    return tag_apply(actor=curator(), plan=tag_plan(verb="restore", tags=tags))


@pytest.fixture
def two(make_article):
    make_article("a", tags=("k8s", "auth"))
    make_article("b", tags=("kubernetes", "k8s"))


def test_a_merged_tag_is_carried_by_nobody_and_no_revision_is_made(two):
    assert merge("k8s", into="kubernetes") == 2
    assert (tags_of("a"), tags_of("b")) == ({"kubernetes", "auth"}, {"kubernetes"})
    assert Revision.objects.count() == 2
    assert Article.objects.get(key="a").current.tags == ["k8s", "auth"]


def test_the_next_file_with_the_old_word_follows_the_alias(two):
    merge("k8s", into="kubernetes")
    content = ParsedArticle(key="c", title="t", question="q", answer="a", tags=("K8s",))
    write_revisions([NewRevision(content, derive(content))])
    assert tags_of("c") == {"kubernetes"}


def test_a_restored_tag_has_the_articles_whose_texts_name_it(two):
    merge("k8s", into="kubernetes")
    restore("k8s")
    assert tags_of("a") == {"k8s", "auth"}
    assert tags_of("b") == {"kubernetes", "k8s"}


def test_an_alias_of_an_alias_leads_to_the_last_one(two):
    merge("k8s", into="kubernetes")
    merge("kubernetes", into="Container platform")
    assert tags_of("a") == {"container-platform", "auth"}
    aliases = Tag.objects.filter(alias_of__slug="container-platform")
    assert {tag.slug for tag in aliases} == {"k8s", "kubernetes"}


def test_merging_into_an_alias_merges_into_what_it_stands_for(two):
    merge("k8s", into="kubernetes")
    merge("auth", into="k8s")
    assert tags_of("a") == {"kubernetes"}


def test_filters_and_lists_follow_an_alias(index, two):
    merge("k8s", into="kubernetes")
    index_sync()
    rows = article_list(viewer=AnonymousUser(), tags=["k8s"])
    assert {article.key for article in rows} == {"a", "b"}
    search = Question("token", tags=("k8s",))
    assert article_search(question=search, viewer=AnonymousUser()).total == 2
    assert index_check().clean


def test_a_preview_writes_nothing_not_even_a_new_tag(two):
    tags = Tag.objects.filter(slug="k8s")
    plan = tag_plan(verb="merge", tags=tags, into="brand new")
    shown = tag_preview(plan=plan)
    assert (shown.articles, shown.effects[0].name) == (2, "brand new")
    assert not Tag.objects.filter(slug="brand-new").exists()


def test_too_many_tags_are_refused(db):
    tags = [Tag(slug=f"t{number}") for number in range(201)]
    with pytest.raises(InvalidError):
        tag_plan(verb="hide", tags=tags)


# ------------------------------------------------------------- what search would find
def foreseen(verb, *slugs, **given):
    """Return the documents that a plan foresees, and those that come of it."""
    plan = tag_plan(verb=verb, tags=Tag.objects.filter(slug__in=slugs), **given)
    before = plan_change(plan, queries=["anything"]).documents
    tag_apply(plan=plan)
    pks = [document.pk for document in before]
    after = [document_of(article) for article in index_rows().filter(pk__in=pks)]
    return sorted(before, key=lambda one: one.pk), after


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("merge", {"into": "kubernetes"}),
        ("merge", {"into": "Brand new"}),
        ("rename", {"name": "K 8 s"}),
        ("hide", {}),
    ],
)
def test_what_is_foreseen_is_what_comes(index, two, verb, given):
    before, after = foreseen(verb, "k8s", **given)
    assert len(before) == 2
    assert before == after


def test_a_lifted_alias_and_a_shown_tag_are_foreseen(index, two):
    merge("k8s", into="kubernetes")
    before, after = foreseen("restore", "k8s")
    assert before == after
    assert {slug for one in before for slug in one.tag_slugs} >= {"k8s"}
    foreseen("hide", "k8s")
    before, after = foreseen("show", "k8s")
    assert before == after


def test_of_many_articles_those_near_a_question_are_tried(
    index, make_article, monkeypatch
):
    monkeypatch.setattr(changes, "MAX_DOCUMENTS", 2)
    near = make_article("near", title="403 token invalid", tags=("k8s",))
    for number in range(5):
        make_article(f"port-{number}", title=f"端口 {number}", tags=("k8s",))
    plan = tag_plan(verb="hide", tags=Tag.objects.filter(slug="k8s"))
    documents = plan_change(plan, queries=["403 token invalid"]).documents
    assert len(documents) == 2
    assert near.pk in {document.pk for document in documents}


def test_an_alias_is_tried_on_readers_queries(index, two):
    now = timezone.now()
    for number, text in enumerate(["kubernetes", "token"]):
        SearchEvent.objects.create(
            token=f"t{number}", at=now, kind="search", channel="web", text=text
        )
    tags = Tag.objects.filter(slug="k8s")
    trial = tag_try(plan=tag_plan(verb="merge", tags=tags, into="kubernetes"))
    assert (trial.tried, [one.text for one in trial.changed]) == (2, ["kubernetes"])
    [changed] = trial.changed
    assert len(changed.before) < len(changed.after)
    assert tags_of("a") == {"k8s", "auth"}

"""Saving: what staff type becomes a revision, and nobody overwrites anybody."""

import dataclasses

import pytest
from django.contrib.auth.models import User

from answers.content import parse_references
from answers.lib.errors import ConflictError, InvalidError
from answers.models import Article, Revision
from answers.services.indexing import index_check
from answers.services.revisions import Draft
from tests.edits import publish_draft

pytestmark = pytest.mark.django_db(transaction=True)
DRAFT = Draft(title="题目", question="问题", answer="答案", note="为什么")


@pytest.fixture
def author():
    return User.objects.create_superuser("staff")


def test_a_new_article_is_published_and_found(index, author):
    article = publish_draft(key="new-one", draft=DRAFT, author=author)
    assert article.current.origin == Revision.Origin.ADMIN
    assert (article.current.author, article.current.note) == (author, "为什么")
    assert index_check().clean


@pytest.mark.parametrize("key", ["带 空格", "a/b", "taken"])
def test_a_bad_or_taken_key_is_refused(make_article, author, key):
    make_article("taken")
    with pytest.raises(InvalidError) as error:
        publish_draft(key=key, draft=DRAFT, author=author)
    assert error.value.extra["field"] == "key"


@pytest.mark.parametrize("field", ["title", "answer"])
def test_title_and_answer_are_needed(author, field):
    draft = dataclasses.replace(DRAFT, **{field: " \n"})
    with pytest.raises(InvalidError) as error:
        publish_draft(key="k", draft=draft, author=author)
    assert error.value.extra["field"] == field


def test_an_edit_makes_a_revision_and_keeps_unknown_front_matter(
    index, make_article, author
):
    article = make_article("a", extra={"reviewed_on": "2.3"}, keywords=("k",))
    edited = publish_draft(article=article, draft=DRAFT, author=author, base=1)
    assert edited.current.number == 2
    assert edited.current.extra == {"reviewed_on": "2.3"}
    assert edited.current.keywords == ["k"]
    statuses = edited.revisions.values_list("number", "status")
    assert set(statuses) == {(1, "superseded"), (2, "published")}
    assert index_check().clean


def test_an_edit_keeps_the_links_to_our_own_articles(make_article, author):
    make_article("b", title="令牌过期怎么办呢")
    lines = parse_references("*专家经验：令牌过期怎么办呢")
    draft = dataclasses.replace(DRAFT, references=lines)
    article = publish_draft(key="a", draft=draft, author=author)
    assert article.references.get().target.key == "b"
    again = dataclasses.replace(draft, answer="新的")
    publish_draft(article=article, draft=again, author=author, base=1)
    assert article.references.get().target.key == "b"


def test_a_base_that_never_was_is_a_conflict(make_article, author):
    with pytest.raises(ConflictError):
        publish_draft(article=make_article("a"), draft=DRAFT, author=author, base=9)


def test_saving_without_a_change_makes_no_revision(make_article, author):
    article = make_article("a")
    first = publish_draft(article=article, draft=DRAFT, author=author, base=1)
    again = publish_draft(article=first, draft=DRAFT, author=author, base=2)
    assert again.current.number == 2
    moved = dataclasses.replace(DRAFT, product="nacos")
    assert (
        publish_draft(article=again, draft=moved, author=author, base=2).product.slug
        == "nacos"
    )


def test_the_second_editor_is_told_and_nothing_is_overwritten(make_article, author):
    article = make_article("a")
    publish_draft(article=article, draft=DRAFT, author=author, base=1)
    late = dataclasses.replace(DRAFT, answer="别的")
    with pytest.raises(ConflictError):
        publish_draft(article=article, draft=late, author=author, base=1)
    assert Article.objects.get().current.answer == "答案"

"""差评: handled with a word to the voter, who may then vote anew."""

import pytest
from django.contrib.auth import get_user_model

from answers.content import ParsedArticle, derive
from answers.lib.errors import InvalidError
from answers.lib.vote_weights import OLDER_REVISION
from answers.models import Article, Inquiry, Vote
from answers.services.complaints import (
    complaint_outcome,
    complaints_close,
    complaints_mended,
    open_complaints,
)
from answers.services.publication import NewRevision, write_revisions
from answers.services.votes import VoteData, vote_get, vote_record, vote_withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(make_article):
    return make_article("a")


@pytest.fixture
def anna():
    return get_user_model().objects.create_user("anna")


def vote(article, visitor="v:1", value=-1, **fields):
    data = VoteData(value=value, **fields)
    return vote_record(article=article, visitor=visitor, channel="web", data=data)


def revise(article, answer="更好的答案"):
    content = ParsedArticle(
        key=article.key, title=article.title, question=article.title, answer=answer
    )
    write_revisions([NewRevision(content, derive(content))])
    article = Article.objects.select_related("current", "product").get(pk=article.pk)
    complaints_mended(articles=[article])
    return article


def word(article, visitor="v:1"):
    return complaint_outcome(
        vote=vote_get(article=article, visitor=visitor), article=article
    )


def counts(article):
    article.refresh_from_db()
    return (
        article.up_count,
        article.down_count,
        article.up_weight,
        article.down_weight,
    )


# ------------------------------------------------------------- what votes weigh
def test_votes_on_an_older_revision_count_less(article):
    vote(article, "v:1")
    vote(article, "v:2", value=1)
    assert counts(article) == (1, 1, 1.0, 1.0)
    article = revise(article)
    assert counts(article) == (1, 1, OLDER_REVISION, OLDER_REVISION)
    vote(article, "v:1", value=1)
    assert counts(article) == (2, 0, 1 + OLDER_REVISION, 0.0)
    vote_withdraw(article=article, visitor="v:1")
    vote_withdraw(article=article, visitor="v:2")
    assert counts(article) == (0, 0, 0.0, 0.0)


# ------------------------------------------------------------- handling
def test_mended_is_promised_until_the_next_revision(article, anna):
    vote(article)
    handled = complaints_close(
        article=article, outcome="mended", note="补了步骤", user=anna
    )
    assert handled == "promised"
    assert word(article) is None  # nothing to see yet
    article = revise(article)
    told = word(article)
    assert (told.kind, told.number, told.note, told.again) == (
        "mended", 2, "补了步骤", True,
    )  # fmt: skip


def test_mended_already_is_said_at_once(article, anna):
    vote(article)
    article = revise(article)
    assert word(article).kind == "revised"
    complaints_close(article=article, outcome="mended", note="", user=anna)
    assert (word(article).kind, word(article).number) == ("mended", 2)


def test_a_new_vote_is_looked_at_anew(article, anna):
    vote(article)
    complaints_close(article=article, outcome="rejected", note="照做有效", user=anna)
    assert not open_complaints(article).exists()
    assert (word(article).kind, word(article).again) == ("rejected", False)
    vote(article, comment="还是不行")
    assert open_complaints(article).count() == 1
    assert word(article) is None
    vote(article, value=1)
    assert not open_complaints(article).exists()


@pytest.mark.parametrize("outcome", ["retagged", "synonym"])
def test_what_was_done_elsewhere_is_told(article, anna, outcome):
    vote(article)
    complaints_close(article=article, outcome=outcome, note="n", user=anna)
    assert (word(article).kind, word(article).note) == (outcome, "n")


def test_an_edit_that_promised_nothing_leaves_the_complaint_open(article):
    vote(article)
    article = revise(article)
    assert open_complaints(article).count() == 1


def test_who_liked_it_or_never_voted_is_told_nothing(article):
    vote(article, "v:2", value=1)
    article = revise(article)
    assert word(article, "v:2") is None
    assert word(article, "v:3") is None


def test_of_two_who_handle_it_the_second_is_told(article, anna):
    vote(article)
    complaints_close(article=article, outcome="rejected", note="x", user=anna)
    with pytest.raises(InvalidError):
        complaints_close(article=article, outcome="mended", note="", user=anna)
    assert Vote.objects.get().handled_as == "rejected"


# ------------------------------------------------------------- inquiries of it
def test_a_comment_makes_an_inquiry_of_what_was_searched_for(make_article):
    article = make_article("a", product="nacos")
    row = vote(article, comment="2.x 里没有这个参数", query="token 过期")
    inquiry = Inquiry.objects.get()
    assert row.inquiry == inquiry
    assert (inquiry.question, inquiry.origin, inquiry.channel) == (
        "token 过期", "disliked", "web",
    )  # fmt: skip
    assert (inquiry.about, inquiry.product) == (article, article.product)
    assert inquiry.detail == "2.x 里没有这个参数"


def test_without_a_query_the_title_is_asked_and_others_join(article):
    vote(article, "v:1", comment="一")
    vote(article, "v:2", comment="二")
    inquiry = Inquiry.objects.get()
    assert inquiry.question == article.heading
    assert (inquiry.count, inquiry.detail) == (2, "二\n\n一")


@pytest.mark.parametrize(
    "fields", [{"value": 1, "comment": "thanks"}, {"comment": " "}]
)
def test_praise_and_silence_make_none(article, fields):
    vote(article, **fields)
    assert not Inquiry.objects.exists()


def test_the_same_comment_sent_twice_counts_once(article):
    for _ in range(2):
        vote(article, comment="一")
    assert Inquiry.objects.get().count == 1

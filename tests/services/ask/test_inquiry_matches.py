"""Offering: open questions that an article answers which came after them."""

import pytest

from answers.models import Inquiry
from answers.services.ask import inquiry_matches
from answers.services.ask.inquiry_matches import inquiries_offer, inquiry_offer
from answers.services.inquiries import InquiryData, inquiry_create

pytestmark = pytest.mark.django_db
QUESTION = "403 token invalid"


@pytest.fixture
def library(index, make_article):
    for number in range(8):
        make_article(
            f"port-{number}", title=f"端口 9848 gRPC 连接 {number}", answer="端口 9848"
        )


def leave(text=QUESTION):
    return inquiry_create(data=InquiryData(text=text, channel="web"))


def test_what_came_after_the_question_and_answers_it_is_offered(library, make_article):
    inquiry, other = leave(), leave("红烧肉怎么做")
    assert inquiries_offer() == 0
    article = make_article("token", title=QUESTION)
    assert inquiries_offer() == 1
    inquiry.refresh_from_db()
    other.refresh_from_db()
    assert (inquiry.offer, inquiry.status) == (article, "new")
    assert other.offer is None


def test_what_was_there_when_it_was_asked_is_not_offered(library, make_article):
    make_article("token", title=QUESTION)
    inquiry = leave()
    assert inquiry_offer(inquiry=inquiry) is None
    assert inquiries_offer() == 0


def test_an_offer_that_no_longer_answers_is_taken_back(library, make_article):
    inquiry = leave()
    make_article("token", title=QUESTION)
    inquiries_offer()
    make_article("token", title="端口", question="端口", answer="端口 9848")
    assert inquiries_offer() == 0
    inquiry.refresh_from_db()
    assert inquiry.offer is None


def test_what_somebody_writes_at_is_left_alone(library, make_article):
    inquiry = leave()
    other = make_article("other", title="别的")
    Inquiry.objects.filter(pk=inquiry.pk).update(article=other)
    make_article("token", title=QUESTION)
    assert inquiries_offer() == 0


def test_time_is_bounded(library, make_article, monkeypatch):
    leave()
    make_article("token", title=QUESTION)
    monkeypatch.setattr(inquiry_matches, "SECONDS", -1.0)
    assert inquiries_offer() == 0

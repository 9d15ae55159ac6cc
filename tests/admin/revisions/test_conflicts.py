"""The page of a conflict: one choice a place, and nothing typed is lost."""

from __future__ import annotations

import pytest

from answers.content import ParsedArticle, derive
from answers.models import Article, Revision
from answers.services.publication import NewRevision, write_revisions
from answers.services.revisions import Draft
from tests.admin.conftest import page
from tests.edits import publish_draft


@pytest.fixture
def waiting(boss, make_article):
    """Return an incoming text that collides with an edit in title and answer."""
    article = make_article("a", title="题", answer="一\n\n二\n\n三")
    draft = Draft("题我们", "题", "一\n\n我们\n\n三", tags=("t",))
    publish_draft(article=article, draft=draft, author=boss, base=1)
    theirs = ParsedArticle("a", "题他们", "题", "一\n\n<b>他们</b>\n\n三\n\n四")
    write_revisions(
        [NewRevision(theirs, derive(theirs), status="conflict", note="docs/a.md")]
    )
    return Revision.objects.get(status="conflict")


def answer(desk, waiting, **given):
    given = {"base": "2", "take-title-1": "ours", "take-answer-1": "theirs"} | given
    given = {name: value for name, value in given.items() if value is not None}
    return desk.post(page("revision_settle", waiting.pk), given)


def test_it_shows_both_sides_of_what_collides_and_no_more(desk, waiting):
    text = desk.get(page("revision_settle", waiting.pk)).content.decode()
    assert text.count("<fieldset") == 2
    assert "我们" in text
    assert "&lt;b&gt;他们" in text
    assert "四" not in text
    article = desk.get(page("article_change", waiting.article_id)).content.decode()
    assert page("revision_settle", waiting.pk) in article


def test_what_is_chosen_is_published(desk, waiting, staff):
    answer(desk, waiting)
    current = Article.objects.get().current
    assert current.title == "题我们"
    assert current.answer == "一\n\n<b>他们</b>\n\n三\n\n四"
    assert (current.author, current.tags) == (staff, ["t"])
    assert not Revision.objects.filter(status="conflict").exists()


def test_what_is_written_there_is_taken(desk, waiting):
    answer(desk, waiting, **{"take-answer-1": "edit", "text-answer-1": "自己\r\n写"})
    assert Article.objects.get().current.answer == "一\n\n自己\n写\n\n三\n\n四"


def test_a_missing_choice_is_refused_and_the_others_are_kept(desk, waiting):
    given = {"take-title-1": None, "text-answer-1": "lange getippt"}
    response = answer(desk, waiting, **given)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="theirs" checked' in text
    assert "lange getippt" in text
    assert text.count('class="dayi-error"') == 2
    assert Revision.objects.filter(status="conflict").exists()


def test_it_may_wait_for_a_review(desk, waiting, settings):
    answer(desk, waiting, _request="1")
    assert Revision.objects.filter(status="in_review").count() == 1
    settings.KB_REVIEW_SELF = False
    Revision.objects.filter(status="in_review").delete()
    answer(desk, waiting)
    assert Revision.objects.filter(status="in_review").count() == 1


def test_what_changed_meanwhile_is_compared_anew(desk, waiting):
    response = answer(desk, waiting, base="1")
    assert response.status_code == 200
    assert Revision.objects.filter(status="conflict").exists()


@pytest.mark.parametrize("base", ["", "x", "9" * 30, "-1"])
def test_nothing_typed_breaks_it(desk, waiting, base):
    assert answer(desk, waiting, base=base).status_code == 200


def test_what_is_settled_leads_back(desk, waiting):
    answer(desk, waiting)
    settled = desk.get(page("revision_settle", waiting.pk))
    assert settled.headers["Location"] == page("revision_change", waiting.pk)

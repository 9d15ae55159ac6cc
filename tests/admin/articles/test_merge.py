"""Two people, one article: the second merges both texts, and nothing is lost."""

from __future__ import annotations

import pytest

from answers.models import Revision
from tests.admin.conftest import page

LINES = [f"第 {number} 步：照做。" for number in range(1, 9)]


def text(**changed):
    """Return an answer of eight lines, some of them written anew."""
    lines = [changed.get(f"l{number}", line) for number, line in enumerate(LINES, 1)]
    return "\n".join(lines)


@pytest.fixture
def article(make_article):
    return make_article(answer=text(), tags=("auth",))


@pytest.fixture
def overtaken(desk, boss_desk, article, typed):
    """Return a function that saves second, after the boss; and what it was told."""

    def save(theirs, ours):
        given = typed(article, **ours)
        change = page("article_change", article.pk)
        boss_desk.post(change, typed(article, **theirs))
        response = desk.post(change, given)
        form = response.context["adminform"].form
        told = response.context["adminform"].form.overtaken
        again = given | {
            name: form[name].value() or "" for name in ("base", "revision")
        }
        again |= {"merge_base": told.base.number, "merge_with": told.new.number}
        again.pop("_continue", None)
        return response, again

    return save


def merge(desk, article, given, **choices):
    taken = {name.replace("_", "-"): value for name, value in choices.items()}
    given = given | {"_merge": "1"} | taken
    return desk.post(page("article_change", article.pk), given)


def drafts(article):
    return Revision.objects.filter(article=article, status="draft")


def test_what_does_not_collide_is_merged_into_a_draft(desk, staff, article, overtaken):
    response, given = overtaken(
        {"answer": text(l2="他们改的第二行。"), "tags": "auth, 他们"},
        {"answer": text(l7="我改的第七行。"), "title": "我的标题"},
    )
    html = response.content.decode()
    assert response.context["adminform"].form.overtaken.places == []
    assert 'name="_merge"' in html
    response = merge(desk, article, given)
    draft = drafts(article).get()
    assert response.status_code == 302
    assert draft.answer == text(l2="他们改的第二行。", l7="我改的第七行。")
    assert (draft.title, draft.tags) == ("我的标题", ["auth", "他们"])
    assert (draft.author, draft.base, draft.note) == (staff, 2, "与 r2 合并")
    article.refresh_from_db()
    assert article.current.number == 2  # theirs stays public meanwhile
    opened = desk.get(response.url)
    assert opened.status_code == 200
    assert "他们改的第二行。" in opened.content.decode()


@pytest.mark.parametrize(
    ("choices", "line"),
    [
        ({"take_answer_1": "ours"}, "我的。"),
        ({"take_answer_1": "theirs"}, "他们的。"),
        ({"take_answer_1": "both"}, "我的。\n他们的。"),
        ({"take_answer_1": "edit", "text_answer_1": "都不要。"}, "都不要。"),
    ],
)
def test_what_collides_is_chosen(desk, article, overtaken, choices, line):
    response, given = overtaken(
        {"answer": text(l2="他们的。", l8="他们加的。")},
        {"answer": text(l2="我的。", l5="也是我的。").replace("\n", "\r\n")},
    )
    [place] = response.context["adminform"].form.overtaken.places
    assert (place.name, place.ours, place.theirs) == ("answer-1", "我的。", "他们的。")
    merge(desk, article, given, **choices)
    expected = text(l2=line, l5="也是我的。", l8="他们加的。")
    assert drafts(article).get().answer == expected


def test_without_a_choice_nothing_is_saved_and_the_text_stays(desk, article, overtaken):
    _response, given = overtaken(
        {"answer": text(l2="他们的。")}, {"answer": text(l2="我的。")}
    )
    response = merge(desk, article, given)
    assert response.status_code == 200
    html = response.content.decode()
    assert "我的。" in html
    assert 'name="_merge"' in html
    [place] = response.context["adminform"].form.overtaken.places
    assert place.error
    assert not drafts(article).exists()
    merge(desk, article, given, take_answer_1="ours")
    assert drafts(article).get().answer == text(l2="我的。")


def test_a_third_one_is_merged_with_what_the_text_was_typed_on(
    desk, boss_desk, article, overtaken, typed
):
    _response, given = overtaken(
        {"answer": text(l2="他们的。")}, {"answer": text(l7="我的。")}
    )
    article.refresh_from_db()
    latest = typed(article, answer=text(l2="他们的。", l4="第三个人的。"))
    boss_desk.post(page("article_change", article.pk), latest)
    response = merge(desk, article, given)
    told = response.context["adminform"].form.overtaken
    assert (told.base.number, told.new.number) == (1, 3)
    form = response.context["adminform"].form
    again = given | {"base": form["base"].value(), "merge_with": told.new.number}
    merge(desk, article, again)
    expected = text(l2="他们的。", l4="第三个人的。", l7="我的。")
    assert drafts(article).get().answer == expected


def test_a_draft_that_somebody_wrote_on_at_is_merged_too(
    desk, boss_desk, article, typed
):
    change = page("article_change", article.pk)
    draft = typed(article, answer=text(l1="Entwurf。")) | {"_draft": "1"}
    draft.pop("_continue")
    desk.post(change, draft)
    number = str(drafts(article).get().number)
    stale = typed(article, revision=number, answer=text(l1="Entwurf。", l7="我的。"))
    faster = typed(article, revision=number, answer=text(l1="Entwurf。", l2="快的。"))
    faster.pop("_continue")
    boss_desk.post(change, faster | {"_draft": "1"})
    response = desk.post(change, stale)
    form = response.context["adminform"].form
    told = form.overtaken
    assert told.new.status == "draft"
    stale.pop("_continue")
    stale |= {"revision": form["revision"].value()}
    stale |= {"merge_base": told.base.number, "merge_with": told.new.number}
    merge(desk, article, stale)
    assert drafts(article).get().answer == text(
        l1="Entwurf。", l2="快的。", l7="我的。"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"merge_base": "x", "merge_with": "9" * 30},
        {"merge_base": "", "merge_with": ""},
        {"merge_base": "1", "merge_with": "7"},
        {"merge_base": "²", "merge_with": "\x00"},
    ],
)
def test_nothing_sent_breaks_the_merge(desk, article, typed, given):
    sent = typed(article, answer="新的。") | given
    sent.pop("_continue")
    assert merge(desk, article, sent).status_code in (200, 302)
    article.refresh_from_db()
    assert article.current.number == 1  # at most a draft was saved


def test_a_note_with_a_percent_sign_is_kept(desk, article, overtaken):
    _response, given = overtaken(
        {"answer": text(l2="他们的。")},
        {"answer": text(l7="我的。"), "note": "快 50%d"},
    )
    merge(desk, article, given)
    assert drafts(article).get().note == "快 50%d"

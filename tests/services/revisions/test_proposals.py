"""What is written waits for no rendering while it holds the lock of the database."""

import pytest
from django.db import connection

from answers.content import derived
from answers.models import Revision
from answers.services.articles import ArticleInput, article_save
from answers.services.revisions import Draft, article_propose, revision_propose

pytestmark = pytest.mark.django_db(transaction=True)
DRAFT = Draft("端口 9848 不通", "端口 9848 不通", "打开 **9848**。")


@pytest.fixture
def inside(monkeypatch):
    """Return a list that says of each rendering whether a transaction was open."""
    derived._derive.cache_clear()
    found, render = [], derived.render

    def spy(**texts):
        found.append(connection.in_atomic_block)
        return render(**texts)

    monkeypatch.setattr(derived, "render", spy)
    return found


def test_a_new_article_is_rendered_before_the_transaction(inside, author):
    article_propose(draft=DRAFT, author=author, key="a")
    assert inside == [False]


def test_a_change_is_rendered_before_the_transaction(inside, make_article, author):
    article = make_article("a")
    inside.clear()
    changes = {"answer": "打开 **9848** 和 9849。"}
    revision_propose(article=article, changes=changes, author=author, base=None)
    assert inside == [False]


@pytest.mark.parametrize("intent", ["draft", "publish"])
def test_what_staff_save_is_rendered_once_and_before(inside, author, intent):
    article_save(
        ArticleInput(
            author=author,
            draft=DRAFT,
            intent=intent,
            article=None,
            revision=None,
            base=None,
        )
    )
    assert inside == [False]


def test_the_admin_renders_before_its_transaction(inside, admin_client):
    typed = {"title": DRAFT.title, "question": DRAFT.question, "answer": DRAFT.answer}
    more = {"tags": "", "references": "", "category": "", "description": "", "note": ""}
    more |= {"status": "published", "key": "a", "date": ""}
    url = "/admin/answers/article/add/"
    response = admin_client.post(url, {**typed, **more, "_draft": "1"})
    assert response.status_code == 302, response.text[-4000:]
    assert Revision.objects.get().answer == DRAFT.answer
    assert inside == [False]

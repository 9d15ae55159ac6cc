"""History: what was public and what changed, and nothing else."""

import pytest

from answers.models import Article, Revision

pytestmark = pytest.mark.django_db
HISTORY = "/articles/token-invalid/history/"


def read(client):
    return client.get(HISTORY).content.decode()


def test_it_tells_what_changed_the_newest_first(client, make_article):
    make_article(answer="Log in.\n\nWait a minute.")
    make_article(answer="Log in again.\n\nWait a minute.")
    page = read(client)
    assert page.index("第 2 版") < page.index("第 1 版")
    assert "Log in again.\n</ins>" in page
    assert "Log in.\n</del>" in page
    assert "Wait a minute.\n</span>" in page


def test_what_never_was_public_is_not_told(client, make_article):
    article = make_article(answer="Public answer.")
    for number, status in enumerate(Revision.Status.values, 2):
        Revision.objects.create(
            article=article,
            number=number,
            status=status,
            title="Draft title",
            question="q",
            answer="Secret draft",
        )
    page = read(client)
    assert "Secret draft" not in page
    assert "Draft title" not in page


def test_notes_and_authors_stay_inside(client, make_article):
    make_article()
    Revision.objects.update(note="between us")
    assert "between us" not in read(client)


def test_html_in_it_stays_text(client, make_article):
    make_article(answer="a")
    make_article(answer="<script>alert(1)</script>")
    assert "<script>alert" not in read(client)


def test_internal_articles_have_none_for_others(client, make_article):
    make_article()
    Article.objects.update(internal=True)
    assert client.get(HISTORY).status_code == 404


def test_a_long_text_is_compared_in_bounded_time(client, make_article):
    make_article(answer="\n".join(f"line {n}" for n in range(6_000)))
    make_article(answer="\n".join(f"line {n}" for n in range(6_000, 0, -1)))
    assert client.get(HISTORY).status_code == 200

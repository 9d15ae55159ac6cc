"""The article form: every save is a revision, and nobody overwrites anybody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from answers.index import Query
from answers.models import Article, Product, Revision, Tag
from tests.admin.conftest import page

REFERENCES = (
    "[专家经验：user not found](https://x.example/a)\n专家经验：another question\n"
    "[docs](https://x.example/b)\nhttps://x.example/c\n1.4 upgrade notes"
)


def change(article):
    return page("article_change", article.pk)


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_saving_makes_a_revision_by_its_author_and_renders_it(
    desk, staff, make_article, typed
):
    article = make_article()
    desk.post(change(article), typed(article, answer="**bold**", note="clearer"))
    article.refresh_from_db()
    current = article.current
    assert (current.number, current.author, current.note) == (2, staff, "clearer")
    assert (current.origin, current.status) == ("admin", "published")
    assert "<strong>bold</strong>" in current.answer_html


def test_what_was_saved_is_found_by_search(
    desk, index, make_article, typed, django_capture_on_commit_callbacks
):
    article = make_article()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(change(article), typed(article, answer="zebra crossing"))
    assert index.search(Query(text="zebra")).total == 1


def test_every_field_arrives(desk, make_article, typed):
    article = make_article()
    Product.objects.create(slug="nacos", name="Nacos")
    fields = {
        "title": "T", "question": "Q", "category": "faq", "date": "2025-02-03",
        "description": "D", "tags": "a，b , c", "product": "nacos", "internal": "on",
        "references": "专家经验：x",
    }  # fmt: skip
    desk.post(change(article), typed(article, **fields))
    article = Article.objects.get()
    assert (article.title, article.category, str(article.date)) == (
        "T", "faq", "2025-02-03",
    )  # fmt: skip
    assert article.current.tags == ["a", "b", "c"]
    assert article.current.question == "Q"
    assert article.current.description == "D"
    assert article.product.slug == "nacos"
    assert article.internal
    assert article.references.get().expert


def test_saving_unchanged_makes_no_revision(desk, make_article, typed):
    article = make_article(
        question="line\n\nmore",
        answer="1. a\n\n    code\n2. b",
        references=REFERENCES,
        tags=("a b", "c"),
        product="nacos",
    )
    fields = typed(article)
    crlf = {
        k: v.replace("\n", "\r\n") if isinstance(v, str) else v
        for k, v in fields.items()
    }
    assert desk.post(change(article), crlf).status_code == 302
    assert article.revisions.count() == 1


def test_the_page_itself_posts_back_what_it_shows(desk, make_article, typed):
    article = make_article(references=REFERENCES, product="nacos")
    form = desk.get(change(article)).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    assert shown == shown | {
        k: v for k, v in typed(article).items() if k in shown and v not in ("", None)
    }


def test_the_second_editor_is_told_and_nothing_is_overwritten(
    desk, boss_desk, boss, make_article, typed
):
    article = make_article()
    stale = typed(article, answer="my long text")
    boss_desk.post(change(article), typed(article, answer="theirs, faster"))
    response = desk.post(change(article), stale)
    text = response.content.decode()
    assert "boss" in errors(response)["__all__"][0]
    assert "my long text" in text
    assert 'id="overtaken"' in text
    assert text.index("boss ") < text.index('id="overtaken"')
    assert text.count("theirs, faster") == 2  # in the difference, and to choose
    article.refresh_from_db()
    assert article.current.answer == "theirs, faster"


def test_after_comparing_the_second_editor_may_save(
    desk, boss_desk, make_article, typed
):
    article = make_article()
    stale = typed(article, answer="both texts, merged")
    boss_desk.post(change(article), typed(article, answer="theirs"))
    base = desk.post(change(article), stale).context["adminform"].form["base"].value()
    assert base == "2"
    desk.post(change(article), stale | {"base": base})
    article.refresh_from_db()
    assert (article.current.number, article.current.answer) == (3, "both texts, merged")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\x01"}, "title"),
        ({"answer": " \n "}, "answer"),
        ({"answer": "\x02"}, "answer"),
        ({"date": "yesterday"}, "date"),
        ({"product": "no-such"}, "product"),
        ({"note": "x" * 301}, "note"),
        ({"status": "gone"}, "status"),
        ({"base": "x"}, "__all__"),
        ({"base": ""}, "__all__"),
        ({"base": "99999999999999999999"}, "__all__"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_an_error_of_its_field(
    desk, make_article, typed, changes, field
):
    article = make_article()
    response = desk.post(change(article), typed(article, **changes))
    assert field in errors(response)
    assert article.revisions.count() == 1


def test_an_edit_of_a_retired_article_does_not_publish_it(desk, make_article, typed):
    article = make_article()
    desk.post(change(article), typed(article, status="retired"))
    desk.post(change(article), typed(article, status="retired", answer="later"))
    article.refresh_from_db()
    assert (article.status, article.current.answer) == ("retired", "later")


def test_a_retired_article_names_the_one_that_replaces_it(desk, make_article, typed):
    make_article("other")
    article = make_article()
    wrong = desk.post(change(article), typed(article, replaced_by="other"))
    assert "replaced_by" in errors(wrong)  # it is still published
    wrong = typed(article, status="retired", replaced_by="nothing")
    assert "replaced_by" in errors(desk.post(change(article), wrong))
    both = {"status": "retired", "replaced_by": "/articles/other/"}
    desk.post(change(article), typed(article, **both))
    article.refresh_from_db()
    assert article.replaced_by.key == "other"
    assert 'value="other"' in desk.get(change(article)).text
    desk.post(change(article), typed(article, status="published", replaced_by="other"))
    article.refresh_from_db()
    assert (article.status, article.replaced_by) == ("published", None)


NEW = {"title": "T", "answer": "A", "status": "published", "key": "new-one"}


def test_a_new_article_is_published_under_its_key(desk, staff, db):
    desk.post(page("article_add"), NEW | {"internal": "on"})
    article = Article.objects.get()
    assert (article.key, article.current.number, article.internal) == (
        "new-one",
        1,
        True,
    )
    assert article.current.author == staff


@pytest.mark.parametrize("key", ["two words", "a/b", "TAKEN", "x" * 200, "ключ!"])
def test_a_key_that_cannot_be_is_an_error_of_the_key(desk, make_article, key):
    make_article("TAKEN")
    response = desk.post(page("article_add"), NEW | {"key": key})
    assert list(errors(response)) == ["key"]


def test_the_key_is_not_editable_later(desk, make_article, typed):
    article = make_article()
    desk.post(change(article), typed(article, key="other"))
    article.refresh_from_db()
    assert article.key == "token-invalid"


def test_a_waiting_conflict_is_shown_on_top_with_its_differences(desk, make_article):
    article = make_article(answer="the old words")
    waiting = Revision.objects.create(
        article=article, number=2, status="conflict", origin="ingest",
        title=article.title, question=article.title, answer="the new words",
        note="corpus/<b>x</b>.md",
    )  # fmt: skip
    text = desk.get(change(article)).content.decode()
    assert text.index('id="conflict"') < text.index('id="id_answer"')
    assert "<mark>new</mark>" in text
    assert page("revision_change", waiting.pk) in text
    assert "<b>x</b>" not in text


def test_the_page_shows_feedback_history_files_and_links(
    desk, make_article, typed, vote
):
    target = make_article("target", title="user not found")
    article = make_article(
        references="专家经验：user not found\n[d](https://d.example)"
    )
    article.feedback_numbers.create(number=13578)
    article.sources.create(root="seeds", path="a.md", fingerprint="f")
    vote(article, comment="does not help", reason="wrong")
    desk.post(change(article), typed(article, answer="a\nb", note="because"))
    article.references.filter(position=1).update(target=target)
    text = desk.get(change(article)).content.decode()
    for words in (
        "does not help",
        "13578",
        "seeds/a.md",
        "because",
        "https://d.example",
    ):
        assert words in text
    assert page("article_change", target.pk) in text


def test_markup_of_strangers_stays_text(desk, make_article, vote):
    evil = "<script>alert(1)</script>"
    article = make_article(title=evil, question=evil, answer=evil, tags=(evil,))
    vote(article, comment=evil, query=evil, reason=evil)
    pages = ["article_changelist", "vote_changelist", "revision_changelist"]
    addresses = [page(name) for name in pages] + [
        change(article),
        page("revision_change", article.current_id),
        page("vote_change", article.votes.get().pk),
        page("tag_changelist"),
        reverse("admin:answers_tag_tidy", query={"pks": Tag.objects.get().pk}),
        reverse("admin:answers_tag_suspicious"),
        "/admin/",
    ]
    for address in addresses:
        response = desk.get(address)
        assert response.status_code == 200, address
        assert evil not in response.content.decode(), address


def test_only_a_published_article_links_to_its_public_page(desk, make_article, typed):
    article = make_article()
    link = f'href="{article.get_absolute_url()}"'
    assert link in desk.get(change(article)).content.decode()
    desk.post(change(article), typed(article, status="retired"))
    assert link not in desk.get(change(article)).content.decode()

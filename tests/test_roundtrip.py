"""Months of edits, an ingest over them, an export, and all of it back again.

``DAYI_CORPUS_OLDER=folder DAYI_CORPUS=folder`` lets it run over two states of a real
site; without them, over two that are made here.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from answers.content import Choice, parse_references
from answers.models import Article, FeedbackNumber
from answers.services.articles.status import (
    article_set_status,
    article_show_to,
)
from answers.services.indexing import index_check
from answers.services.ingest import folder_ingest
from answers.services.ingest.export import folder_export
from answers.services.revisions import draft_of, revision_publish
from answers.services.revisions.conflicts import (
    conflict_list,
    conflict_merge,
    conflict_settle,
)
from tests.corpus import write_corpora
from tests.edits import publish_draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EDITS = 60


@pytest.fixture
def corpora(tmp_path):
    if "DAYI_CORPUS_OLDER" in os.environ:
        names = os.environ["DAYI_CORPUS_OLDER"], os.environ["DAYI_CORPUS"]
        return Path(names[0]), Path(names[1])
    return write_corpora(tmp_path)


def state():
    """Return all that a reader could tell, with nothing of how it came about."""
    rows = Article.objects.select_related("current", "product").order_by("key")
    return {article.key: _state(article) for article in rows}


def _state(article):
    fields = (
        "title question answer description category date tags keywords references "
        "extra content_fingerprint"
    )
    return {name: getattr(article.current, name) for name in fields.split()} | {
        "status": article.status,
        "internal": article.internal,
        "product": article.product.slug if article.product else "",
        "slugs": sorted(tag.slug for tag in article.tags.all()),
        "numbers": sorted(n.number for n in article.feedback_numbers.all()),
        "links": [
            (ref.text, ref.url, ref.expert, ref.target and ref.target.key)
            for ref in article.references.select_related("target")
        ],
        "symptoms": sorted(
            article.symptom_links.values_list("symptom__slug", "weight")
        ),
    }


def edited(draft, number):
    """Return a draft changed in one of twelve ways, and what has to stay in it."""
    mark = f"编辑标记-{number}"
    lines = draft.answer.split("\n")
    ways = [
        {"answer": f"{draft.answer}\n\n{mark}"},
        {"answer": f"{mark}\n\n{draft.answer}"},
        {"answer": "\n".join([*lines[:2], "", mark, "", *lines[2:]])},
        {"answer": "\n".join([f"{lines[0]} {mark}", *lines[1:]])},
        {"answer": "\n".join([*lines[:-1], f"{lines[-1]} {mark}"])},
        {"answer": f"{draft.answer}\n\n```bash\n# {mark}\ncurl -s x\n```"},
        {"title": f"{draft.title} {mark}"},
        {"question": f"{draft.question}\n\n{mark}"},
        {"tags": (*draft.tags[1:], mark)},
        {"references": (*draft.references, *parse_references(mark))},
        {"description": f"{mark}: \"quoted\" & 'more'"},
        {"category": mark, "date": None},
    ]
    return replace(draft, **ways[number % len(ways)], note=mark), mark


def said(article):
    revision = article.current
    return "\n".join(
        [revision.title, revision.question, revision.answer, revision.description]
        + [revision.category, *revision.tags]
        + [entry["text"] for entry in revision.references]
    )


def edit_some(author):
    marks = {}
    articles = list(Article.objects.select_related("current", "product").order_by("pk"))
    step = max(1, len(articles) // EDITS)
    for number, article in enumerate(articles[::step][:EDITS]):
        draft, mark = edited(draft_of(article.current), number)
        base = article.current.number
        publish_draft(article=article, draft=draft, author=author, base=base)
        marks[article.key] = mark
        if number % 20 == 7:
            article_show_to(articles=[article], internal=True, actor=author)
        if number % 20 == 13:
            article_set_status(articles=[article], status="retired", actor=author)
    return marks


def lost(marks):
    rows = Article.objects.select_related("current").filter(key__in=marks)
    return [article.key for article in rows if marks[article.key] not in said(article)]


def tell(capsys, words):
    """Show numbers where somebody watches the run."""
    with capsys.disabled():
        print(words)  # noqa: T201


def settle_all(author):
    for number, revision in enumerate(conflict_list()):
        collisions = conflict_merge(revision=revision).collisions
        take = ("both", "ours")[number % 2]
        settled = conflict_settle(
            revision=revision,
            choices={c.name: Choice(take) for c in collisions},
            author=author,
            base=revision.article.current.number,
        )
        if settled.is_open:
            revision_publish(revision=settled, reviewer=author)


def test_no_edit_is_lost_and_all_of_it_comes_back(corpora, tmp_path, capsys):
    author = User.objects.create_superuser("author")
    older, newer = corpora
    folder_ingest(path=older, product="nacos")
    marks = edit_some(author)
    ingest_over(newer, marks, capsys)
    settle_all(author)
    assert not conflict_list().exists()
    assert lost(marks) == []
    assert folder_ingest(path=newer, product="nacos").counts["changed"] == 0
    before = state()
    export = folder_export(path=tmp_path / "out")
    ways = {how: export.count(how) for how in ("same", "edited", "written")}
    tell(capsys, str(ways))
    assert all(file.exact for file in export.files)
    assert len(export.files) == len(before)
    call_command("flush", interactive=False, verbosity=0)
    assert folder_ingest(path=tmp_path / "out").problems == ()
    assert state() == before
    assert FeedbackNumber.objects.exists()
    assert index_check().clean


def ingest_over(newer, marks, capsys):
    assert len(marks) == EDITS
    report = folder_ingest(path=newer, product="nacos")
    waiting = conflict_list().count()
    fates = Counter(r.action for r in report.results if r.key in marks)
    tell(capsys, f"\n{dict(report.counts)}; of the {EDITS} edited: {dict(fates)}")
    assert report.counts["merged"] + report.counts["conflict"] > EDITS / 3
    assert fates["conflict"] == report.counts["conflict"] == waiting
    assert fates["changed"] == fates["new"] == 0
    assert lost(marks) == []


def test_what_nobody_edited_comes_out_byte_for_byte(corpora, tmp_path, capsys):
    older, newer = corpora
    folder_ingest(path=older)
    folder_ingest(path=newer)
    folder_export(path=tmp_path / "out")
    files = [p for p in newer.rglob("*") if p.is_file() and p.suffix in (".md", ".txt")]
    same = [
        path
        for path in files
        if (tmp_path / "out" / path.relative_to(newer)).read_bytes()
        == path.read_bytes()
    ]
    tell(capsys, f"\n{len(same)} of {len(files)} files as they came in")
    assert len(same) == len(files) > 100

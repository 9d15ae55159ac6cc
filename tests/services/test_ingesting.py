import pytest

from answers.ingest import ParsedArticle, Publication, prepare, publish
from answers.lib.errors import InvalidError
from answers.models import Article, IndexChange, Product, Reference, Revision, Vote
from answers.services.curating import article_set_status
from answers.services.indexing import index_check
from answers.services.ingesting import folder_ingest
from tests.ingest.samples import BARE, DASHES, FULL, PLAIN, SCRAPED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "docs"
    path.mkdir()
    files = {
        "NACOS-user-question-history1.md": FULL,
        "user-question-history2.md": BARE,
        "user-question-history3.md": DASHES,
        "tokenim.txt": PLAIN,
        "ninja.txt": SCRAPED,
    }
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def counts(folder, **options):
    return dict(folder_ingest(path=folder, **options).counts)


def edit(key, answer="我们改过的答案"):
    content = ParsedArticle(key, "改过", "改过", answer)
    publish([Publication(content, prepare(content), origin=Revision.Origin.ADMIN)])


def test_a_folder_goes_in_and_the_index_knows(folder):
    assert counts(folder) == {"new": 5}
    assert index_check().clean
    article = Article.objects.get(key="question-history-1")
    assert bytes(article.current.source) == FULL.encode()
    assert article.product.slug == "nacos"
    assert sorted(article.tags.values_list("slug", flat=True)) == ["403", "token"]


def test_twice_changes_nothing(folder):
    counts(folder)
    before = list(Revision.objects.values_list("pk", flat=True))
    assert counts(folder) == {"unchanged": 5}
    assert list(Revision.objects.values_list("pk", flat=True)) == before


def test_a_changed_file_makes_a_revision_and_keeps_what_belongs_to_the_article(folder):
    counts(folder)
    article = Article.objects.get(key="question-history-2")
    Vote.objects.create(
        article=article, revision=article.current, visitor="v", value=1, channel="web"
    )
    path = folder / "user-question-history2.md"
    path.write_text(BARE.replace("重启", "重新启动").replace("4712", "4799"))
    (result,) = [r for r in folder_ingest(path=folder).results if r.action == "changed"]
    assert (result.revision, result.added, result.removed) == (2, 1, 1)
    article.refresh_from_db()
    assert "重新启动" in article.current.answer
    assert article.votes.count() == 1
    numbers = article.feedback_numbers.values_list("number", flat=True)
    assert list(numbers) == [4712, 4799]
    assert index_check().clean


def test_staff_edits_are_never_overwritten(folder):
    counts(folder)
    edit("question-history-2")
    path = folder / "user-question-history2.md"
    path.write_text(BARE.replace("重启", "重新启动"))
    assert counts(folder) == {"conflict": 1, "unchanged": 4}
    article = Article.objects.get(key="question-history-2")
    assert article.current.answer == "我们改过的答案"
    waiting = article.revisions.get(status=Revision.Status.CONFLICT)
    assert "重新启动" in waiting.answer
    assert counts(folder) == {"unchanged": 5}


def test_a_newer_conflict_replaces_the_older(folder):
    counts(folder)
    edit("question-history-2")
    path = folder / "user-question-history2.md"
    for word in ("甲", "乙"):
        path.write_text(BARE.replace("重启", word))
        assert counts(folder)["conflict"] == 1
    waiting = Revision.objects.get(status=Revision.Status.CONFLICT)
    assert "乙" in waiting.answer


def test_another_source_changes_the_article_and_the_first_is_old_news(folder, tmp_path):
    counts(folder)
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "x.md").write_text(BARE.replace("重启", "重新启动"))
    assert counts(newer) == {"changed": 1}
    assert counts(folder) == {"unchanged": 5}
    assert "重新启动" in Article.objects.get(key="question-history-2").current.answer


def test_only_prune_retires_a_vanished_file_and_its_return_restores(folder):
    counts(folder)
    path = folder / "user-question-history2.md"
    path.unlink()
    assert counts(folder) == {"unchanged": 4}
    assert counts(folder, prune=True) == {"unchanged": 4, "retired": 1}
    assert not Article.objects.published().filter(key="question-history-2").exists()
    assert index_check().clean
    path.write_text(BARE)
    assert counts(folder) == {"unchanged": 4, "restored": 1}
    assert Revision.objects.filter(article__key="question-history-2").count() == 1
    assert index_check().clean


def test_what_staff_retired_stays_retired(folder):
    counts(folder)
    article = Article.objects.get(key="question-history-2")
    article_set_status(articles=[article], status="retired")
    assert counts(folder) == {"unchanged": 5}
    (folder / "user-question-history2.md").write_text(BARE.replace("重启", "甲"))
    assert counts(folder) == {"conflict": 1, "unchanged": 4}
    article.refresh_from_db()
    assert article.status == "retired"
    assert index_check().clean


def test_prune_leaves_what_another_folder_has(folder, tmp_path):
    counts(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.md").write_text(BARE)
    counts(other)
    (folder / "user-question-history2.md").unlink()
    assert "retired" not in counts(folder, prune=True)


def test_a_dry_run_writes_nothing(folder):
    assert counts(folder, dry_run=True) == {"new": 5}
    assert not Article.objects.exists()
    assert not Product.objects.exists()


def test_refused_files_keep_nobody_else_out(folder):
    (folder / "bad.md").write_text("---\ntitle: x")
    (folder / "twice.md").write_text(BARE)
    report = folder_ingest(path=folder)
    assert report.counts["new"] == 5
    assert {p.code for p in report.problems} == {"front_matter", "duplicate_id"}


def test_references_find_titles_cut_titles_and_files(folder):
    folder_ingest(path=folder)
    targets = dict(
        Reference.objects.filter(article__key="question-history-3").values_list(
            "text", "target__key"
        )
    )
    assert targets == {"profiler": None, "怎样关闭鉴权": "question-history-2"}


def test_a_reference_is_linked_when_its_article_comes_later(folder):
    folder_ingest(path=folder)
    (folder / "later.md").write_text("---\ntitle: 令牌过期怎么办？\n---\n重新登录。")
    assert folder_ingest(path=folder).linked == 1
    assert Reference.objects.get(text="令牌过期怎么办").target.key == "later"


def test_another_product_on_the_command_line_moves_articles(folder):
    path = folder / "user-question-history2.md"
    folder_ingest(path=path, product="arthas")
    assert counts(path, product="Nacos") == {"changed": 1}
    article = Article.objects.get(key="question-history-2")
    assert (article.product.slug, article.revisions.count()) == ("nacos", 1)
    assert index_check().clean


def test_a_missing_path_is_an_error_with_advice(tmp_path):
    with pytest.raises(InvalidError, match="does not exist"):
        folder_ingest(path=tmp_path / "gone")


def test_a_run_killed_before_indexing_is_finished_by_the_next(folder, monkeypatch):
    monkeypatch.setattr("answers.services.ingesting.index_ensure", lambda: "nothing")
    folder_ingest(path=folder)
    assert IndexChange.objects.count() == 5
    monkeypatch.undo()
    assert counts(folder) == {"unchanged": 5}
    assert index_check().clean


def test_an_edit_between_plan_and_apply_wins(folder, monkeypatch):
    counts(folder)
    (folder / "user-question-history2.md").write_text(BARE.replace("重启", "甲"))
    real = folder_ingest.__globals__["apply_steps"]

    def edit_first(steps):
        edit("question-history-2")
        return real(steps)

    monkeypatch.setattr("answers.services.ingesting.apply_steps", edit_first)
    assert counts(folder)["conflict"] == 1

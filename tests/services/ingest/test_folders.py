import pytest
from django.db import transaction

from answers.content import ParsedArticle, derive
from answers.lib.errors import InvalidError
from answers.models import (
    Article,
    Delivery,
    Expectation,
    IndexChange,
    Inquiry,
    Product,
    Reference,
    Revision,
    SynonymGroup,
    Vote,
)
from answers.services.articles.status import article_set_status
from answers.services.expectations import expectation_add, expectations_run
from answers.services.indexing import index_check
from answers.services.ingest import folder_ingest
from answers.services.ingest.glossary import glossary_load
from answers.services.inquiries import (
    MAIL_KIND,
    InquiryData,
    inquiry_create,
    inquiry_follow,
)
from answers.services.publication import NewRevision, write_revisions
from tests.content.samples import BARE, DASHES, FULL, PLAIN, SCRAPED

pytestmark = pytest.mark.django_db(transaction=True)
FOLDERS = "answers.services.ingest.folders"


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
    with transaction.atomic():
        write_revisions(
            [NewRevision(content, derive(content), origin=Revision.Origin.ADMIN)]
        )


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


def test_front_matter_that_would_end_the_process_is_refused(folder):
    (folder / "deep.md").write_text(f"---\ntitle: {'[' * 20_000}\n---\nx")
    report = folder_ingest(path=folder)
    assert report.counts["new"] == 5
    (problem,) = report.problems
    assert (problem.path, problem.code, problem.line) == ("deep.md", "front_matter", 2)


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
    monkeypatch.setattr(f"{FOLDERS}.index_ensure", lambda: "nothing")
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

    monkeypatch.setattr(f"{FOLDERS}.apply_steps", edit_first)
    assert counts(folder)["conflict"] == 1


@pytest.fixture
def glossary(folder):
    path = folder / "_glossary.txt"
    path.write_text("\ufeff# words\n\n403 | Forbidden | 无权限\ntoken | 令牌\n")
    return path


def words():
    return [group.words for group in SynonymGroup.objects.order_by("pk")]


def test_a_folder_brings_its_glossary(folder, glossary):
    report = folder_ingest(path=folder)
    assert (report.glossary, report.problems, report.skipped) == (2, (), ())
    assert words() == [["403", "Forbidden", "无权限"], ["token", "令牌"]]
    assert {g.origin for g in SynonymGroup.objects.all()} == {"seed"}
    assert report.counts == {"new": 5}


def test_a_glossary_goes_in_once_whatever_staff_made_of_it(folder, glossary):
    folder_ingest(path=folder)
    SynonymGroup.objects.filter(words=["token", "令牌"]).switch(enabled=False)
    edited = SynonymGroup.objects.get(enabled=True)
    edited.words = ["403", "拒绝访问"]
    edited.save()
    assert folder_ingest(path=folder).glossary == 0
    assert words() == [["403", "拒绝访问"], ["token", "令牌"]]
    assert SynonymGroup.objects.enabled().count() == 1


def test_only_what_a_line_says_makes_it_a_new_group(folder, glossary):
    folder_ingest(path=folder)
    glossary.write_text(
        "令牌|TOKEN\n无权限 | ｆorbidden | 403\n超时 | timeout\n超时|timeout"
    )
    assert folder_ingest(path=folder).glossary == 1
    assert words()[2:] == [["超时", "timeout"]]


def test_a_line_that_is_no_group_keeps_no_other_out(folder, glossary):
    bad = ["one", "One | ｏｎｅ | …", "x | " + "y" * 61, "|".join(map(str, range(41)))]
    lines = [*bad, "端口 | port"]
    glossary.write_bytes("\n".join(lines).encode() + b"\n\xff | a\nip | IP\xe5\x9d\x80")
    report = folder_ingest(path=folder)
    assert report.glossary == 2
    assert [(p.path, p.line, p.code) for p in report.problems] == [
        ("_glossary.txt", line, "glossary") for line in (1, 2, 3, 4, 6)
    ]
    assert "two different words" in report.problems[0].message
    assert report.counts == {"new": 5}


def test_a_dry_run_only_counts_the_groups(folder, glossary):
    assert folder_ingest(path=folder, dry_run=True).glossary == 2
    assert not SynonymGroup.objects.exists()


def test_a_glossary_is_read_when_it_or_its_folder_is_named(folder, glossary):
    assert folder_ingest(path=folder / "tokenim.txt").glossary == 0
    assert folder_ingest(path=glossary).glossary == 2


@pytest.mark.parametrize("code", ["no_file", "too_large", "unreadable", "symlink"])
def test_a_glossary_that_cannot_be_read_is_refused(tmp_path, settings, code):
    folder = tmp_path / "docs"
    folder.mkdir()
    path, outside = folder / "_glossary.txt", tmp_path / "outside.txt"
    outside.write_text("a | b")
    if code == "no_file":
        path.mkdir()
    elif code == "symlink":
        path.symlink_to(outside)
    elif code == "unreadable":
        path = folder / ("x" * 300)
    else:
        path.write_text("a | b")
        settings.KB_INGEST_MAX_BYTES = 3
    (problem,) = glossary_load(path).problems
    assert problem.code == {"symlink": "no_file"}.get(code, code)
    assert not SynonymGroup.objects.exists()


def test_two_ingests_at_once_add_a_group_once(folder, glossary, monkeypatch):
    real = SynonymGroup.objects.bulk_create

    def other_first(new, **options):
        copies = [
            SynonymGroup(words=g.words, seed_fingerprint=g.seed_fingerprint)
            for g in new
        ]
        real(copies)
        return real(new, **options)

    monkeypatch.setattr(SynonymGroup.objects, "bulk_create", other_first)
    glossary_load(glossary)
    assert SynonymGroup.objects.count() == 2


# ------------------------------------------------------------- what follows
def test_what_waits_for_an_article_is_closed_when_its_file_comes(folder, settings):
    settings.KB_MAIL_FROM = "answers@example.org"
    counts(folder)
    article = Article.objects.get(key="question-history-1")
    inquiry = inquiry_create(data=InquiryData(text="怎么还是 403", channel="web"))
    Inquiry.objects.filter(pk=inquiry.pk).update(article=article, status="in_progress")
    inquiry_follow(inquiry=inquiry, email="asker@example.org", language="en")
    changed = FULL.replace("是否过期。", "是否过期，再看时钟。")
    (folder / "NACOS-user-question-history1.md").write_text(changed)
    assert counts(folder)["changed"] == 1
    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.closed_at is not None) == ("answered", True)
    assert Delivery.objects.filter(kind=MAIL_KIND).count() == 1


def test_it_says_what_broke_and_what_may_be_answered_now(folder):
    counts(folder)
    wanted = Article.objects.get(key="question-history-1")
    expectation_add(question=wanted.current.title, article=wanted, within=1)
    assert expectations_run() == []
    inquiry = inquiry_create(data=InquiryData(text="zookeeper 会话超时", channel="web"))
    (folder / "NACOS-user-question-history1.md").write_text(
        "---\nid: question-history-1\ntitle: zookeeper 会话超时\n---\n\n"
        "zookeeper 会话超时：调大 tickTime，检查网络。\n"
    )
    report = folder_ingest(path=folder)
    assert [(row.expectation.article, row.broke) for row in report.broken] == [
        (wanted, True)
    ]
    assert report.offered == 1
    inquiry.refresh_from_db()
    assert inquiry.offer == wanted
    again = folder_ingest(path=folder)  # nothing new: nothing is run
    assert (again.broken, again.offered) == ((), 0)


def test_a_dry_run_runs_no_expectations(folder):
    counts(folder)
    wanted = Article.objects.get(key="question-history-1")
    expectation_add(question="红烧肉", article=wanted)
    assert folder_ingest(path=folder, dry_run=True).broken == ()
    assert Expectation.objects.get().checked_at is None

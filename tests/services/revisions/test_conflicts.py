import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from answers.content import Choice
from answers.lib.errors import ConflictError, ForbiddenError, NotFoundError
from answers.models import Article, ExpectationOverride, Revision
from answers.services.articles.status import article_set_status
from answers.services.expectations import expectation_add
from answers.services.indexing import index_check
from answers.services.ingest import folder_ingest
from answers.services.revisions import Draft, draft_of, revision_publish
from answers.services.revisions.conflicts import (
    conflict_list,
    conflict_merge,
    conflict_of,
    conflict_settle,
)
from tests.edits import publish_draft

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = '---\nid: "a"\ntitle: "题"\ntags: [x]\nkeep: 1\n---\n\n'
FEEDBACK = (
    "\n\n### 反馈\n[差评](/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId={})\n"
)


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss")


@pytest.fixture
def arrive(tmp_path):
    """Return a function that takes in the article ``a`` with these lines."""

    def take(*lines, head=HEAD, number=1):
        folder = tmp_path / "docs"
        folder.mkdir(exist_ok=True)
        text = head + "\n\n".join(lines) + FEEDBACK.format(number)
        (folder / "a.md").write_text(text)
        (result,) = folder_ingest(path=folder).results
        return result.action

    return take


@pytest.fixture
def edit(boss):
    def change(**fields):
        article = Article.objects.get(key="a")
        draft = draft_of(article.current)
        fields = {name: getattr(draft, name) for name in Draft.__slots__} | fields
        base = article.current.number
        publish_draft(article=article, draft=Draft(**fields), author=boss, base=base)

    return change


def current():
    return Article.objects.select_related("current").get(key="a").current


def test_what_does_not_collide_is_merged_on_ingest(index, arrive, edit):
    arrive("一", "二", "三")
    edit(answer="一\n\n二\n\n三我们的", tags=("x", "我们"))
    head = HEAD.replace("keep: 1", "keep: 2").replace("[x]", "[x, 他们]")
    assert arrive("一他们的", "二", "三", head=head, number=2) == "merged"
    now = current()
    assert now.answer == "一他们的\n\n二\n\n三我们的"
    assert (now.tags, now.extra) == (["x", "我们", "他们"], {"keep": 2})
    assert (now.origin, now.number, now.author.username) == ("merge", 4, "boss")
    assert now.upstream.number == 3
    assert "一他们的" in bytes(now.upstream.source).decode()
    numbers = now.article.feedback_numbers.values_list("number", flat=True)
    assert list(numbers) == [1, 2]
    assert index_check().clean


def test_the_next_merge_starts_from_the_last_file(arrive, edit):
    arrive("一", "二", "三")
    edit(answer="一\n\n二\n\n三我们的")
    arrive("一甲", "二", "三")
    assert arrive("一乙", "二", "三") == "merged"
    assert current().answer == "一乙\n\n二\n\n三我们的"
    assert arrive("一乙", "二", "三") == "unchanged"


def test_a_file_that_says_nothing_new_changes_nothing(arrive, edit):
    arrive("一")
    edit(answer="我们")
    before = current()
    assert arrive("一", number=7) == "unchanged"
    assert current() == before
    assert "Id=7" in bytes(before.upstream.source).decode()
    assert before.article.feedback_numbers.filter(number=7).exists()


def test_an_edit_that_was_taken_over_leaves_nothing_to_merge(arrive, edit):
    arrive("一", "二")
    edit(answer="一\n\n二改")
    before = current()
    assert arrive("一", "二改") == "merged"
    assert current() == before
    assert current().upstream.number == 3
    assert arrive("一", "二又改") == "merged"
    assert current().answer == "一\n\n二又改"


def test_what_collides_waits_and_is_settled_by_choice(index, arrive, edit, boss):
    arrive("一", "二", "三")
    edit(answer="一\n\n我们\n\n三", description="d")
    assert arrive("一", "他们", "三") == "conflict"
    waiting = conflict_of(key="a")
    (collision,) = conflict_merge(revision=waiting).collisions
    draft = conflict_settle(
        revision=waiting,
        choices={collision.name: Choice("both")},
        author=boss,
        base=2,
    )
    assert (draft.status, draft.origin, draft.upstream) == ("draft", "merge", waiting)
    assert conflict_list().exists()
    revision_publish(revision=draft, reviewer=boss)
    assert current().answer == "一\n\n我们\n他们\n\n三"
    assert current().description == "d"
    assert not conflict_list().exists()
    assert arrive("一", "他们", "三", "四") == "merged"
    assert current().answer == "一\n\n我们\n他们\n\n三\n\n四"
    assert index_check().clean


def test_a_newer_file_that_merges_ends_the_conflict(arrive, edit):
    arrive("一", "二")
    edit(answer="一\n\n我们")
    assert arrive("一", "他们") == "conflict"
    assert arrive("一", "二", head=HEAD.replace("keep", "kept")) == "merged"
    assert not conflict_list().exists()
    assert current().answer == "一\n\n我们"


def test_to_keep_ours_makes_no_revision_and_is_remembered(arrive, edit, boss):
    arrive("一")
    edit(answer="我们")
    arrive("他们")
    before = current()
    kept = conflict_settle(
        revision=conflict_of(key="a"),
        choices={"answer-1": Choice("ours")},
        author=boss,
        base=2,
    )
    assert kept == before
    assert not conflict_list().exists()
    assert arrive("他们") == "unchanged"


def test_who_may_not_publish_cannot_leave_out_an_incoming_text(arrive, edit):
    arrive("一")
    edit(answer="我们")
    arrive("他们")
    with pytest.raises(ForbiddenError):
        conflict_settle(
            revision=conflict_of(key="a"),
            choices={"answer-1": Choice("ours")},
            author=User.objects.create_user("author"),
            base=2,
        )
    assert conflict_list().exists()


def test_a_text_that_changed_meanwhile_is_compared_anew(arrive, edit, boss):
    arrive("一")
    edit(answer="我们")
    arrive("他们")
    waiting = conflict_of(key="a")
    edit(answer="wieder wir")
    choices = {"answer-1": Choice("theirs")}
    with pytest.raises(ConflictError):
        conflict_settle(revision=waiting, choices=choices, author=boss, base=2)
    arrive("noch einer")
    with pytest.raises(ConflictError):
        conflict_settle(revision=waiting, choices=choices, author=boss, base=3)


def test_what_staff_retired_waits_and_stays_retired_when_settled(arrive, boss):
    arrive("一")
    article_set_status(articles=Article.objects.all(), status="retired")
    assert arrive("二") == "conflict"
    waiting = conflict_of(key="a")
    assert not conflict_merge(revision=waiting).collisions
    draft = conflict_settle(revision=waiting, choices={}, author=boss, base=1)
    revision_publish(revision=draft, reviewer=boss)
    article = Article.objects.get()
    assert (article.status, article.current.answer) == ("retired", "二")


def test_a_text_of_staff_alone_has_no_base(make_article, arrive, edit, boss):
    arrive("一")
    Revision.objects.update(origin="admin", upstream=None)
    assert arrive("二") == "conflict"
    names = [c.name for c in conflict_merge(revision=conflict_of(key="a")).collisions]
    assert names == ["answer-1"]


def test_the_command_lists_shows_and_settles(arrive, edit, boss, capsys):
    arrive("一", "二")
    edit(answer="一\n\n我们")
    arrive("一", "他们")
    call_command("conflicts", "list")
    assert "a\t1\tdocs/a.md\n1 waiting" in capsys.readouterr().out
    call_command("conflicts", "show", "a")
    assert "<<<<<<< ours\n我们\n||||||| before\n二\n======= theirs\n他们" in (
        capsys.readouterr().out
    )
    call_command("conflicts", "settle", "a", "--take", "theirs", "--user", "boss")
    assert capsys.readouterr().out == "published\ta\n"
    assert current().answer == "一\n\n他们"
    call_command("conflicts", "settle", "--all", "--take", "ours", "--user", "boss")
    assert capsys.readouterr().out == ""
    with pytest.raises(NotFoundError):
        conflict_of(key="a")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["settle", "a", "--take", "ours", "--user", "nobody"], "no user"),
        (["settle", "--take", "ours", "--user", "boss"], "name the articles"),
        (["show", "gone"], "."),
    ],
)
def test_the_command_refuses_with_advice(boss, given, words):
    with pytest.raises(CommandError, match=words):
        call_command("conflicts", *given)


def test_the_command_asks_for_review_where_its_user_may_not_publish(
    arrive, edit, capsys
):
    User.objects.create_user("author")
    arrive("一")
    edit(answer="我们")
    arrive("他们")
    call_command("conflicts", "settle", "a", "--take", "theirs", "--user", "author")
    assert capsys.readouterr().out == "waits for review\ta\n"
    assert Revision.objects.filter(status="in_review").count() == 1


def test_the_command_stops_at_what_is_expected_unless_told_why(
    arrive, edit, boss, capsys
):
    arrive("flamingo")
    edit(answer="flamingo 我们")
    article = Article.objects.get(key="a")
    expectation_add(question="flamingo", article=article, within=1)
    arrive("他们")
    settle = ["settle", "a", "--take", "theirs", "--user", "boss"]
    call_command("conflicts", *settle)
    out, err = capsys.readouterr()
    assert out == "waits for review\ta\n"
    assert "stopped: “flamingo”" in err
    assert current().answer == "flamingo 我们"
    call_command("conflicts", *settle, "--override", "neuer")
    assert capsys.readouterr().out == "published\ta\n"
    assert ExpectationOverride.objects.get().reason == "neuer"

import pytest
from django.contrib.auth.models import AnonymousUser

from answers.models import Article
from answers.services.symptoms import symptom_branches, symptom_get

pytestmark = pytest.mark.django_db(transaction=True)

ANYBODY = AnonymousUser()


def answer(*leads):
    items = (f"{n}. **{lead}**：说明{n}。" for n, lead in enumerate(leads, 1))
    return "### 错误原因\n" + "\n".join(items)


def branches(slug="403", viewer=ANYBODY):
    found = symptom_get(slug=slug, viewer=viewer)
    return symptom_branches(diagnosis=found, viewer=viewer)


@pytest.fixture
def articles(make_article):
    make_article("a", title="403 msg=unknown user!", answer=answer("密码写错"))
    make_article("b", title="403 msg=token invalid!", answer=answer("密钥各不相同"))
    make_article("c", title="接口 403", answer=answer("跨域被拒", "地址不在名单"))
    make_article("d", title="网页 403", answer=answer("跨域预检失败"))
    for n in range(8):
        make_article(f"other-{n}", title=f"怎么备份数据 {n}")


def test_a_symptom_splits_by_finer_ones_then_by_themes_then_into_causes(articles):
    found = {branch.label: branch for branch in branches()}
    assert {"unknown user", "token invalid", "跨域", "地址不在名单"} <= set(found)
    assert [a.key for a in found["unknown user"].articles] == ["a"]
    assert {c.title for c in found["跨域"].causes} == {"跨域被拒", "跨域预检失败"}
    assert found["跨域"].symptom is None


def test_another_status_is_no_branch(articles, make_article):
    make_article("e", title="403 404", answer=answer("路径写错"))
    assert "404" not in {branch.label for branch in branches()}


def test_an_answer_that_names_the_symptom_only_aside_makes_a_branch(make_article):
    make_article("a", title="403", answer=answer("跨域被拒"))
    body = "接口也会返回 403。\n" + answer("密码写错")
    make_article("b", title="msg=unknown user!", answer=body)
    for n in range(8):
        make_article(f"other-{n}", title=f"怎么备份数据 {n}")
    assert "unknown user" in {branch.label for branch in branches()}


def test_places_are_those_of_the_causes_in_the_diagnosis(articles):
    causes = symptom_get(slug="403", viewer=ANYBODY).causes
    for branch in branches():
        assert [causes[n] for n in branch.places] == list(branch.causes)


def test_what_comes_along_with_everything_is_no_branch(make_article):
    make_article("a", title="403 msg=unknown user!", answer=answer("密码写错"))
    make_article("b", title="403 msg=unknown user!", answer=answer("令牌写错"))
    for n in range(8):
        make_article(f"other-{n}", title=f"登录 msg=unknown user! {n}")
    assert [b.label for b in branches() if b.symptom] == []


def test_what_one_article_says_is_no_theme(make_article):
    make_article("a", title="403", answer=answer("跨域被拒", "跨域预检失败"))
    assert [b.label for b in branches()] == ["跨域被拒", "跨域预检失败"]


def test_internal_articles_make_no_branch_for_the_public(articles):
    Article.objects.filter(key="b").update(internal=True)
    assert "token invalid" not in {branch.label for branch in branches()}


@pytest.fixture
def one_for_all(make_article):
    """One answer that knows three messages of a 403, and one named far away."""
    said = (
        "1. **没有带令牌**：返回 403，message 是 unknown user!。\n"
        "2. **密钥各不相同**：返回 403，message 是 token invalid!。\n"
        "3. **角色没有权限**：返回 403，message 是 authorization failed!。\n"
        "4. **请求被网关拒绝**：页面是网关自己的。\n"
    )
    make_article("all", title="接口返回 403", answer="### 错误原因\n" + said)
    aside = "换成另一个接口，它会说 msg=no such api!。\n"
    make_article("far", title="403", answer=f"{aside}{'与此无关。' * 30}返回 403。")
    for n in range(8):
        make_article(f"other-{n}", title=f"怎么备份数据 {n}")


def test_messages_beside_the_symptom_split_it_even_within_one_answer(one_for_all):
    found = {b.label: [c.title for c in b.causes] for b in branches()}
    assert found["token invalid"] == ["密钥各不相同"]
    assert found["unknown user"] == ["没有带令牌"]
    assert found["authorization failed"] == ["角色没有权限"]
    assert found["请求被网关拒绝"] == ["请求被网关拒绝"]


def test_a_message_that_was_cut_off_is_no_branch(make_article):
    make_article("a", title="403 msg=unknown user!", answer=answer("密码写错"))
    make_article("b", title="403 msg=unknown us", answer=answer("令牌写错"))
    for n in range(8):
        make_article(f"other-{n}", title=f"怎么备份数据 {n}")
    labels = {branch.label for branch in branches()}
    assert "unknown user" in labels
    assert "unknown us" not in labels


def test_symptoms_with_the_same_causes_are_one_branch(make_article):
    said = answer("没有带令牌") + "\n消息是 403 msg=user not found! 或 unknown user!。"
    make_article("a", title="403 msg=unknown user!", answer=said)
    make_article("b", title="403 msg=token invalid!", answer=answer("密钥各不相同"))
    for n in range(8):
        make_article(f"other-{n}", title=f"怎么备份数据 {n}")
    found = [{b.label, *map(str, b.alike)} for b in branches() if b.symptom]
    assert {"unknown user", "user not found"} in found
    assert {"token invalid"} in found

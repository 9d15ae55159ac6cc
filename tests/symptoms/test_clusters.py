from answers.symptoms.clusters import cluster


def named(texts, *, most=9, known=""):
    found = cluster(texts, [1.0] * len(texts), most=most, known=known)
    return {c.phrase: [texts[n] for n in c.members] for c in found}


def test_titles_that_share_a_phrase_stand_together():
    texts = ["令牌已过期", "令牌写错", "跨域被拒", "跨域预检", "端口占用"]
    assert named(texts) == {
        "令牌": ["令牌已过期", "令牌写错"],
        "跨域": ["跨域被拒", "跨域预检"],
    }


def test_what_any_cause_may_be_called_names_none():
    assert named(["客户端配置错误", "服务端配置错误", "配置问题"]) == {}


def test_words_of_the_symptom_itself_tell_nothing_new():
    texts = ["token 过期", "token 写错"]
    assert list(named(texts)) == ["token"]
    assert named(texts, known="Token invalid") == {}


def test_the_heaviest_comes_first_and_no_text_is_in_two():
    texts = ["权限不够", "权限跨域", "跨域被拒"]
    first, *rest = cluster(texts, [1.0, 1.0, 5.0], most=9)
    assert (first.phrase, first.members) == ("跨域", (1, 2))
    assert rest == []


def test_no_more_than_asked_for():
    texts = ["令牌甲", "令牌乙", "跨域甲乙", "跨域乙丙"]
    assert len(named(texts, most=1)) == 1


def test_long_lists_are_cut():
    assert named([f"{n} 令牌" for n in range(5_000)])["令牌"][-1] == "199 令牌"

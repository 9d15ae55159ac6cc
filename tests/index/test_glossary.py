import pytest

from answers.index.glossary import SYNONYM_WEIGHT, Glossary, make_glossary

GROUPS = [
    ("403", "forbidden", "没有权限", "无权限"),
    ("token", "accessToken", "令牌"),
    ("Spring Cloud Alibaba", "SCA"),
    ("c#", ".NET"),
    ("连接", "connect"),
    ("连接失败", "connection refused"),
    ("虚拟ip", "ip地址", "网络地址"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("返回 403 了", {"forbidden", "没有", "有权", "权限", "无权"}),
        ("FORBIDDEN!", {"403", "没有", "有权", "权限", "无权"}),
        ("没有权限访问", {"403", "forbidden", "无权", "权限"}),
        ("令牌过期", {"token", "accesstoken", "access"}),
        ("spring cloud  alibaba 整合", {"sca"}),
        ("spring cloud", set()),
        ("14031", set()),
        ("tokens", set()),
        ("", set()),
        ("ip 地址冲突", {"虚拟", "ip", "网络", "络地", "地址"}),
        ("IP地址", {"虚拟", "ip", "网络", "络地", "地址"}),
        ("虛擬IP不通", {"ip", "地址", "网络", "络地"}),
        ("vip地址", set()),
        ("虚拟ips", set()),
    ],
)
def test_words_bring_in_what_means_the_same(text, found):
    assert set(make_glossary(GROUPS).expand(text)) == found


def test_overlapping_words_are_all_found():
    terms = make_glossary(GROUPS).expand("连接失败")
    assert {"connect", "connection", "refused"} <= set(terms)


def test_a_synonym_counts_less_than_the_word_and_a_phrase_is_shared_out():
    weights = make_glossary([("k8s", "kubernetes"), ("gc", "garbage collection")])
    assert weights.expand("k8s") == {"kubernetes": SYNONYM_WEIGHT}
    assert weights.expand("gc")["garbage"] < SYNONYM_WEIGHT


def test_what_may_stand_for_a_word_is_a_whole_synonym():
    stands = make_glossary(GROUPS).alternatives("SCA 令牌")
    assert stands["sca"] == [frozenset({"spring", "cloud", "alibaba"})]
    assert frozenset({"token"}) in stands["令牌"]
    assert make_glossary(GROUPS).alternatives("nothing") == {}


def test_what_stands_in_a_group_is_no_typing_error():
    glossary = make_glossary(GROUPS)
    assert glossary.knows("Forbidden")
    assert not glossary.knows("forbiden")


def test_groups_of_one_and_of_nothing_say_nothing():
    assert make_glossary([("x",), (), ("-", "·")]).expand("x - ·") == {}
    assert Glossary().expand("x") == {}


def test_a_long_text_is_read_in_time():
    assert make_glossary(GROUPS).expand("没" * 100_000) == {}

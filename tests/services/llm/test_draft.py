import pytest

from answers.services.llm.draft import Splitter


@pytest.mark.parametrize("size", [1, 2, 5, 500])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("重新登录[1]。检查密钥。[1][2] 完",
         ["重新登录[1]。", "检查密钥。[1][2]", "完"]),
        ("Use 2.0.3 of a.b, e.g. now [1]. Then restart. [1]",
         ["Use 2.0.3 of a.b, e.g. now [1].", "Then restart. [1]"]),
        ("步骤：\n1. 登录[1]\n2. 检查[1]", ["步骤：\n1. 登录[1]", "2. 检查[1]"]),
        ("登录[1]。\n```\na。b\n\nc\n```\n[1]\n完[1]",
         ["登录[1]。", "```\na。b\n\nc\n```\n[1]", "完[1]"]),
    ],
)  # fmt: skip
def test_sentences_come_whole_however_they_are_cut(text, sentences, size):
    splitter, found = Splitter(), []
    for start in range(0, len(text), size):
        found += splitter.feed(text[start : start + size])
    found += splitter.end()
    assert "".join(found) == text
    assert [one.strip() for one in found] == sentences

import pytest

from answers.text.chinese import simplify


@pytest.mark.parametrize(
    ("written", "simplified"),
    [
        ("登錄失敗，權限不足", "登录失败，权限不足"),
        ("用戶未找到", "用户未找到"),
        ("伺服器回應 403", "伺服器回应 403"),
        ("已经是简体", "已经是简体"),
        ("plain ascii", "plain ascii"),
        ("", ""),
        ("ｆｕｌｌ　width 😀", "ｆｕｌｌ　width 😀"),
    ],
)
def test_traditional_characters_become_simplified_ones(written, simplified):
    assert simplify(written) == simplified


def test_places_in_the_text_stay():
    text = "".join(chr(code) for code in range(0x3000, 0xA000)) + "\U00020000x"
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)

"""The theme's own words are Chinese, too, where its makers left them in English."""

import ast
import re
from pathlib import Path

import pytest
import unfold
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.template import templatize

HOME = Path(unfold.__file__).parent
LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ONE = re.compile(rf"\b(?:gettext|gettext_lazy|_)\(\s*{LITERAL}\s*\)")
SEVERAL = re.compile(rf"\bn(?:gettext|gettext_lazy)\(\s*{LITERAL},\s*{LITERAL},")
SAME = {"OK"}  # as in English


def sources():
    for page in HOME.rglob("*.html"):
        # Of its contributions, those that settings.INSTALLED_APPS has.
        if "contrib" not in page.parts or {"filters", "forms"} & set(page.parts):
            yield templatize(page.read_text())
    for module in HOME.glob("*.py"):
        yield module.read_text()


@pytest.fixture(scope="module")
def texts():
    return list(sources())


def words(pattern, texts):
    return {
        tuple(ast.literal_eval(part) for part in found.groups())
        for text in texts
        for found in pattern.finditer(text)
    }


def test_no_word_of_the_theme_is_left_in_english(texts):
    found = words(ONE, texts)
    assert ("Welcome back to",) in found
    with override("zh-hans"):
        left = {word for (word,) in found if gettext(word) == word and word not in SAME}
    assert not {word for word in left if re.search("[A-Za-z]{2}", word)}


def test_no_counted_word_either(texts):
    found = words(SEVERAL, texts)
    assert found
    with override("zh-hans"):
        left = {pair for pair in found if ngettext(*pair, 2) == pair[1]}
    assert not left

"""Languages: every text of the sources is there in both, and the machine copy fits."""

import re
import string

import polib
import pytest

from tests.web import messages

LOCALE = messages.ROOT / "locale"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def msgids():
    """Every msgid of the sources; one that is missed is missed in both languages."""
    found = {*messages.of_python(), *messages.of_templates()}
    assert {"好评", "Skip to the content", "%(n)s answer", "Best match"} <= found
    return found


def catalogue(language, kind="po"):
    path = str(LOCALE / language / "LC_MESSAGES" / f"django.{kind}")
    return polib.pofile(path) if kind == "po" else polib.mofile(path)


def test_all_is_said_in_chinese(msgids):
    said = {entry.msgid for entry in catalogue("zh_Hans").translated_entries()}
    assert msgids - said == set()


def test_msgids_in_chinese_are_said_in_english(msgids):
    said = {entry.msgid for entry in catalogue("en").translated_entries()}
    assert {msgid for msgid in msgids if CHINESE.search(msgid)} - said == set()


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_machine_copy_says_the_same(language):
    def texts(entries):
        said = entries.translated_entries()
        return {e.msgid: e.msgstr or tuple(e.msgstr_plural.values()) for e in said}

    entries = catalogue(language)
    assert not entries.fuzzy_entries()
    assert texts(entries) == texts(catalogue(language, "mo"))


def test_placeholders_survive_translation():
    percent = re.compile(r"%\(\w+\)[sd]|%[sd]")
    for entry in catalogue("zh_Hans"):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            if text:
                assert sorted(percent.findall(text)) == sorted(
                    percent.findall(entry.msgid)
                ), entry.msgid
                assert braces(text) == braces(entry.msgid), entry.msgid


def braces(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

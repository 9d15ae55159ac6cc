import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import connection

from answers.models import SynonymGroup

migration = importlib.import_module("answers.migrations.0004_synonyms")


def test_words_are_tidied_and_each_is_kept_once():
    group = SynonymGroup(words=[" 403 ", "For\x00bid", "４０３", "无  权限", "…", ""])
    group.clean()
    assert group.words == ["403", "For bid", "无 权限"]
    assert str(group) == "403 | For bid | 无 权限"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "few"),
        ("403", "few"),
        (["a", "A"], "few"),
        ([f"w{n}" for n in range(41)], "many"),
        (["a", "b" * 61], "long"),
    ],
)
def test_what_is_no_group_is_refused(words, code):
    with pytest.raises(ValidationError) as error:
        SynonymGroup(words=words).clean()
    assert error.value.error_dict["words"][0].code == code


@pytest.mark.parametrize("words", [[f"w{n}" for n in range(40)], ["a", "b" * 60]])
def test_the_limits_themselves_are_allowed(words):
    SynonymGroup(words=words).clean()


def test_switching_is_a_change_that_shows(db):
    group = SynonymGroup.objects.create(words=["a", "b"])
    assert SynonymGroup.objects.switch(enabled=False) == 1
    assert SynonymGroup.objects.switch(enabled=False) == 0
    switched = SynonymGroup.objects.get()
    assert (switched.enabled, switched.updated_at > group.updated_at) == (False, True)
    assert not SynonymGroup.objects.enabled().exists()


def test_the_right_to_edit_can_be_given_and_taken(db):
    editor = type("Editor", (), {"connection": connection})
    granted = Group.objects.get(name="Support staff").permissions
    ours = granted.filter(codename__endswith="_synonymgroup")
    before = granted.count()
    migration.revoke(apps, editor)
    assert (ours.count(), granted.count()) == (0, before - 3)
    Permission.objects.filter(codename__endswith="_synonymgroup").delete()
    for _ in range(2):
        migration.grant(apps, editor)
    assert granted.count() == before
    assert ours.filter(name="Can change synonym group").exists()

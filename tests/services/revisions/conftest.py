"""Fixtures of the review's tests: who writes, who decides."""

import pytest
from django.contrib.auth.models import Permission, User

from answers.services.revisions import Draft

DRAFT = Draft(title="题目", question="问题", answer="答案", note="为什么")


@pytest.fixture
def person(db):
    """Return a function that makes a member of staff who may, or may not, publish."""

    def make(name, *, publishes=False):
        user = User.objects.create_user(name, is_staff=True)
        if publishes:
            right = Permission.objects.get(codename="publish_revision")
            user.user_permissions.add(right)
        return user

    return make


@pytest.fixture
def author(person):
    return person("author")


@pytest.fixture
def reviewer(person):
    return person("reviewer", publishes=True)

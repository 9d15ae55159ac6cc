"""Changes are true to what comes when they are made."""

import pytest

from answers.content import derive
from answers.models import (
    Article,
    SynonymGroup,
    Tag,
)
from answers.services.expectations import (
    candidate_change,
    synonyms_change,
)
from answers.services.indexing import document_of
from answers.services.publication import NewRevision, write_revisions

pytestmark = pytest.mark.django_db


def test_a_candidate_is_the_document_of_the_published_article(
    index, make_article, content
):
    Tag.objects.create(slug="quiet", name="quiet", hidden=True)
    port = Tag.objects.create(slug="ports", name="Ports")
    Tag.objects.create(slug="端口", name="端口", alias_of=port)
    parsed = content(
        key="new",
        title="端口 9848 nacos-opensource",
        answer="## 原因\n\n连接失败",
        tags=("Quiet", "端口", "New", "…"),
        category="kernel",
        description="一句话",
    )
    look = derive(parsed)
    [document] = candidate_change(parsed, look, pk=None, product="Nacos").documents
    write_revisions([NewRevision(parsed, look, product="Nacos")])
    row = Article.objects.select_related("current", "product").get(key="new")
    made = document_of(row)
    assert {**vars_of(document), "pk": 0, "revision": 0} == {
        **vars_of(made),
        "pk": 0,
        "revision": 0,
    }


def vars_of(document):
    return {name: getattr(document, name) for name in document.__slots__}


def test_a_group_is_replaced_or_left_out(db):
    one = SynonymGroup.objects.create(words=["a", "b"])
    SynonymGroup.objects.create(words=["c", "d"])
    off = SynonymGroup.objects.create(words=["e", "f"], enabled=False)
    assert synonyms_change([["x", "y"]], without=[one.pk]).groups == (
        ("c", "d"),
        ("x", "y"),
    )
    assert synonyms_change(without=[one.pk, off.pk, None]).groups == (("c", "d"),)

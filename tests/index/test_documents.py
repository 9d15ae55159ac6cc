from __future__ import annotations

from dataclasses import replace

import pytest

from answers.index import documents
from answers.index.documents import document_fingerprint, term_weights


def test_a_term_counts_by_where_it_stands(make):
    document = make(title="token", question="token", answer="token 403", tags=("403",))
    assert term_weights(document) == {"token": 4.0 + 2.0 + 1.0, "403": 1.0 + 2.0}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "b"},
        {"answer": "b"},
        {"tags": ("b",)},
        {"tag_slugs": ("b",)},
        {"product": "b"},
        {"internal": True},
        {"day": 7},
        {"pk": 7},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_fingerprint_tells_any_change_of_what_is_indexed(make, change):
    document = make(1, "a")
    changed = replace(document, **change)
    assert document_fingerprint(changed) != document_fingerprint(document)


def test_the_fingerprint_does_not_care_for_the_revision(make):
    assert document_fingerprint(make(revision=1)) == document_fingerprint(
        make(revision=2)
    )


def test_the_fingerprint_changes_with_the_generation(make, monkeypatch):
    before = document_fingerprint(make())
    monkeypatch.setattr(documents, "GENERATION", documents.GENERATION + 1)
    assert document_fingerprint(make()) != before

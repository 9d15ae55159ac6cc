"""Scale: every list page of the admin asks a fixed, small number of queries."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from answers.management import demo_data
from answers.management.demo_data import Amounts, fabricate

MOST = 14
LISTS = sorted(
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for model in admin.site._registry
)
VIEWS = [
    *LISTS,
    "/admin/",
    *(
        f"{reverse('admin:answers_article_changelist')}?{query}"
        for query in ("verified=due", "feedback=disliked", "conflict=yes", "q=token")
    ),
    *(
        f"{reverse('admin:answers_searchevent_changelist')}?{query}"
        for query in ("outcome=nothing", "same=once", "q=token")
    ),
    reverse("admin:answers_tag_suspicious"),
]


@pytest.mark.parametrize("address", VIEWS)
def test_a_list_takes_few_queries_however_many_rows_it_shows(
    boss_desk, address, monkeypatch
):
    monkeypatch.setattr(demo_data, "TAGS", 40)
    monkeypatch.setattr(demo_data, "INQUIRIES", 20)
    fabricate(amounts=Amounts(articles=60, votes=90, searches=30))
    boss_desk.get(address)  # what is asked once a process is asked here
    with CaptureQueriesContext(connection) as asked:
        assert boss_desk.get(address).status_code == 200
    assert len(asked) <= MOST, "\n".join(query["sql"][:200] for query in asked)

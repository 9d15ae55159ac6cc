"""Filtering: a count says what one sees after choosing the value."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from answers.index.types import Query
from tests.index.conftest import make_document, pks

PRODUCTS, TAGS = ("nacos", "arthas", "seata"), ("auth", "grpc", "k8s", "raft")
SYMPTOMS = ("http-403", "port-9848", "exception-x")
EPOCH = dt.date(1970, 1, 1)


def day(text):
    return (dt.date.fromisoformat(text) - EPOCH).days


def some(chance, values):
    return tuple(sorted(v for v in values if chance.random() < 0.4))


@pytest.fixture
def documents(engine):
    chance = random.Random(7)  # noqa: S311
    documents = [
        make_document(
            pk,
            " ".join(chance.choices(("login", "token", "config", "cluster"), k=2)),
            answer="login " + "filler " * chance.randrange(40),
            product=chance.choice((*PRODUCTS, "")),
            category=chance.choice(("a", "b", "")),
            tag_slugs=some(chance, TAGS),
            symptoms=tuple((slug, 0.5) for slug in some(chance, SYMPTOMS)),
            day=chance.choice((0, chance.randrange(day("2022-01-01"), 20_000))),
            internal=chance.random() < 0.2,
        )
        for pk in range(1, 121)
    ]
    engine.rebuild(documents)
    return documents


QUERIES = [
    {},
    {"product": "nacos"},
    {"product": "nacos", "category": "a"},
    {"tags": ("auth",)},
    {"tags": ("auth", "k8s"), "symptom_filter": ("http-403",)},
    {"symptom_filter": ("port-9848",), "since": day("2023-01-01")},
    {"since": day("2023-01-01"), "until": day("2023-12-31")},
    {"internal": True, "until": day("2024-06-30"), "product": "arthas"},
]


def chosen(query, facet, value):
    """Return the query after a click on this value."""
    if facet == "tag":
        return replace(query, tags=tuple({*query.tags, value}))
    if facet == "symptom":
        return replace(query, symptom_filter=tuple({*query.symptom_filter, value}))
    if facet == "date":
        since = day(f"{value}-01-01"[:10])
        last = dt.date.fromisoformat(f"{value}-12-31"[:10]) if len(value) == 4 else None
        if last is None:  # a month: its first day, and the one before the next month's
            first = EPOCH + dt.timedelta(since)
            last = (first + dt.timedelta(32)).replace(day=1) - dt.timedelta(1)
        return replace(query, since=since, until=(last - EPOCH).days)
    return replace(query, **{facet: value})


@pytest.mark.parametrize("filters", QUERIES, ids=str)
@pytest.mark.parametrize("text", ["login", "token cluster"])
def test_every_count_is_what_one_sees_after_choosing(engine, documents, text, filters):
    query = Query(text, **filters)
    seen = 0
    for facet, counts in engine.search(query).facets.items():
        for value, count in counts.items():
            after = engine.search(chosen(query, facet, value))
            assert after.total == count, (facet, value)
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("filters", QUERIES, ids=str)
def test_filters_let_through_what_a_plain_loop_does(engine, documents, filters):
    query = Query("login", limit=500, **filters)
    found = engine.search(query)
    every = {hit.pk for hit in engine.search(Query("login", limit=500)).hits}
    if query.internal:
        every = {d.pk for d in documents}
    expected = {
        d.pk
        for d in documents
        if d.pk in every
        and (not query.product or d.product == query.product)
        and (not query.category or d.category == query.category)
        and set(query.tags) <= set(d.tag_slugs)
        and set(query.symptom_filter) <= {slug for slug, _ in d.symptoms}
        and (query.since is None or (d.day and d.day >= query.since))
        and (query.until is None or (d.day and d.day <= query.until))
    }
    assert set(pks(found)) == expected
    assert found.total == len(expected)


def test_a_year_that_is_chosen_shows_its_months(engine, documents):
    year = {"since": day("2023-01-01"), "until": day("2023-12-31")}
    dates = engine.search(Query("login", **year)).facets["date"]
    months = {name: count for name, count in dates.items() if len(name) > 4}
    assert sum(months.values()) == dates["2023"]
    assert [name for name in dates if len(name) == 4] == ["2024", "2023", "2022"]
    assert list(dates)[1 : 2 + len(months)] == ["2023", *sorted(months)]
    across = Query("login", since=day("2022-06-01"), until=day("2023-06-01"))
    assert all(len(name) == 4 for name in engine.search(across).facets["date"])


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_follow_one_another_without_gap_or_repeat(engine, documents, sort):
    query = Query("login token", sort=sort, tags=("auth",), facets=False)
    whole = pks(engine.search(replace(query, limit=200)))
    pages = [
        pk
        for start in range(0, len(whole), 7)
        for pk in pks(engine.search(replace(query, limit=7, offset=start)))
    ]
    assert pages == whole
    assert len(whole) == len(set(whole)) > 14


def test_what_hardly_matches_is_shown_where_nothing_else_is_left(engine):
    engine.rebuild(
        [
            make_document(1, "token invalid expired", product="nacos"),
            make_document(2, "other", answer="token " + "x " * 3000, product="arthas"),
        ]
    )
    assert pks(engine.search(Query("token invalid expired"))) == [1]
    assert pks(engine.search(Query("token invalid expired", product="arthas"))) == [2]

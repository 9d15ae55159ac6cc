"""How long each list page of the admin takes, beside an admin page without a list.

    python manage.py migrate && python manage.py fabricate   (an own KB_DATA_DIR)
    python bench/admin.py [--rounds N] [--json]

Every registered list is opened by a superuser, also sorted, filtered and searched as
staff do; in this process, without a network. The ratio is to the page for changing
one's password, which has the same frame and no rows.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Run as a script, this folder comes first, and http.py would hide Python's own.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

import argparse
import json
import statistics
import time
from typing import TYPE_CHECKING, Any

import django

django.setup()

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from answers.models import Article, SearchEvent, Vote

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY = "admin:password_change"
USER = "bench-admin"
EXTRA = {
    "article": ("?verified=due", "?feedback=disliked", "?q=timeout", "?conflict=yes"),
    "vote": ("?value__exact=-1", "?comment=yes", "?q=timeout"),
    "searchevent": ("?q=token", "?outcome=nothing", "?outcome=unread", "?same=once"),
    "tag": ("?q=a", "?alias=no"),
}


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    users = get_user_model()._default_manager
    users.filter(username=USER).delete()
    user = users.create(username=USER, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    try:
        rows = [_measure(client, address, args.rounds) for address in _addresses()]
        home = reverse("admin:index")
        rows.insert(2, _measure(client, home, args.rounds, anew=True))
    finally:
        user.delete()
    empty = rows[0]["ms"]
    for row in rows:
        row["ratio"] = round(row["ms"] / empty, 1)
    held = [model._default_manager.count() for model in (Article, Vote, SearchEvent)]
    report = {"articles": held[0], "votes": held[1], "searches": held[2], "pages": rows}
    print(json.dumps(report, indent=1) if args.json else _table(report))


def _addresses() -> Iterator[str]:
    yield reverse(EMPTY)
    yield reverse("admin:index")
    for model in admin.site._registry:
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        yield address
        for query in EXTRA.get(meta.model_name or "", ()):
            yield address + query


def _measure(
    client: Client, address: str, rounds: int, *, anew: bool = False
) -> dict[str, Any]:
    """Open a page; ``anew`` without the counts that are kept for a minute."""
    times = []
    for _ in range(rounds + 1):  # the first one warms up and is not counted
        if anew:
            cache.clear()
        start = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - start) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{address}: status {response.status_code}")
    if anew:
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    slowest = max((float(query["time"]) for query in asked), default=0.0)
    return {
        "page": f"{address} (counted anew)" if anew else address,
        "ms": round(statistics.median(times[1:]), 1),
        "queries": len(asked),
        "slowest_query_ms": round(slowest * 1000),
    }


def _table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['articles']} articles, {report['votes']} votes, "
        f"{report['searches']} searches; median milliseconds",
        f"{'page':52}{'ms':>8}{'ratio':>8}{'queries':>9}{'slowest query':>15}",
    ]
    lines += [
        f"{row['page']:52}{row['ms']:>8}{row['ratio']:>8}{row['queries']:>9}"
        f"{row['slowest_query_ms']:>15}"
        for row in report["pages"]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

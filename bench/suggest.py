"""Latency of suggestions, key by key, as somebody types.

    python bench/suggest.py [--corpus DIR] [--size N] [--json]

Makes a database and an index of N articles (those of the corpus, then ones made of
their sentences) in a fresh folder, and asks the service that the API asks, from the
second letter on. Prints p50 and p95 in milliseconds by what is typed, and the p95 of
processor time, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
BATCH = 250
ROUNDS = 3
TYPED = {
    "words": ["token invalid", "nacos cluster", "namespace", "password reset"],
    "identifiers": ["NacosException", "spring.cloud.nacos", "NullPointerException"],
    "numbers": ["403", "8848", "2.2.3"],
    "chinese": ["鉴权怎么开启", "服务注册不上", "配置中心"],
    "pinyin": ["jianquan", "fuwuzhuce", "peizhizhongxin"],
    "initials": ["jqzm", "fwzc", "pzzx"],
}


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KB_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "kb.settings"
        fill(options.corpus, options.size)
        rows = measure()
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{options.size} articles of {options.corpus.name}, suggestions a key")
    print(f"{'':13}{'keys':>6}{'p50 ms':>9}{'p95 ms':>9}{'p95 cpu':>9}")
    for name, row in rows.items():
        print(
            f"{name:13}{row['keys']:6}{row['p50_ms']:9.1f}{row['p95_ms']:9.1f}"
            f"{row['p95_cpu_ms']:9.1f}"
        )


def fill(corpus: Path, size: int) -> None:
    """Write the articles and their index."""
    import django
    from django.core.management import call_command

    from bench.material import grow, read_pages

    django.setup()
    call_command("migrate", verbosity=0)
    from answers.content import ParsedArticle, derive
    from answers.services.indexing import index_rebuild
    from answers.services.publication import NewRevision, write_revisions

    pages = grow(read_pages(corpus), size)
    for start in range(0, size, BATCH):
        items = []
        for number, page in enumerate(pages[start : start + BATCH], start):
            content = ParsedArticle(
                key=f"bench-{number}",
                title=page.title,
                question=page.question,
                answer=page.answer,
                tags=page.tags,
            )
            items.append(NewRevision(content, derive(content), product="nacos"))
        write_revisions(items)
    index_rebuild()


def measure() -> dict[str, dict[str, float]]:
    """Type every text a few times; the first round warms up."""
    from django.contrib.auth.models import AnonymousUser

    from answers.services.search import article_suggest

    times: dict[str, list[tuple[float, float]]] = {}
    for turn in range(ROUNDS + 1):
        for kind, texts in TYPED.items():
            for text in texts:
                for length in range(2, len(text) + 1):
                    started = time.perf_counter(), time.thread_time()
                    article_suggest(text=text[:length], viewer=AnonymousUser())
                    ended = time.perf_counter(), time.thread_time()
                    if turn:
                        spent = ended[0] - started[0], ended[1] - started[1]
                        times.setdefault(kind, []).append(spent)
    times["all"] = [spent for some in times.values() for spent in some]
    return {kind: summary(some) for kind, some in times.items()}


def summary(some: list[tuple[float, float]]) -> dict[str, float]:
    """Return the count and the percentiles of what was measured, in milliseconds."""
    passed, worked = (
        [value * 1000 for value in column] for column in zip(*some, strict=True)
    )
    return {
        "keys": len(some),
        "p50_ms": statistics.median(passed),
        "p95_ms": statistics.quantiles(passed, n=20)[18],
        "p95_cpu_ms": statistics.quantiles(worked, n=20)[18],
    }


if __name__ == "__main__":
    main()

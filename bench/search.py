"""Search latency from one run: our engine, plain Whoosh, SQLite FTS5 and tantivy.

    python bench/search.py --corpus DIR [--size N] [--json]
        [--leave-out RIVAL[:CLASS]]... [--rounds N]

A latency is analysing the query, finding the ten best and looking up their titles.
Every engine is given the same tokens; the engines take turns at each query.
"""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, this folder comes first, and http.py would hide Python's own.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import argparse
import json
import tempfile
import time
from typing import Any

from bench.material import Page, grow, make_queries, read_pages
from bench.rivals import (
    Fts5,
    Ours,
    OursAsTyped,
    OursWithFacets,
    PlainWhoosh,
    Rival,
    Tantivy,
)

ROUNDS = 15
SLOW_MS = 300.0  # what takes longer is asked twice and no more
Times = dict[str, dict[str, list[float]]]


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of pages")
    parser.add_argument("--size", type=int, help="documents; more are made")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="RIVAL[:CLASS]",
        help="do not build a rival, or do not ask it this class of queries",
    )
    args = parser.parse_args()
    real = read_pages(args.corpus)
    pages = grow(real, args.size or len(real))
    queries = make_queries(real)
    with tempfile.TemporaryDirectory() as folder:
        rivals, built = _build(pages, Path(folder), args.leave_out)
        left_out = {
            (name, text)
            for name, _, kind in (choice.partition(":") for choice in args.leave_out)
            for text in queries.get(kind, ())
        }
        titles = [page.title for page in pages]
        times = _measure(rivals, queries, titles, left_out, args.rounds)
    report = _report(times, built, len(pages))
    report["left_out"] = args.leave_out
    print(json.dumps(report, indent=1) if args.json else _table(report))


def _build(
    pages: list[Page], folder: Path, left_out: list[str]
) -> tuple[dict[str, Rival], dict[str, float]]:
    rivals: dict[str, Rival] = {
        "ours": Ours(),
        "whoosh": PlainWhoosh(),
        "fts5": Fts5(),
        "tantivy": Tantivy(),
    }
    built = {}
    rivals = {name: rival for name, rival in rivals.items() if name not in left_out}
    for name, rival in rivals.items():
        print(f"building {name}", file=sys.stderr)
        (folder / name).mkdir()
        start = time.perf_counter()
        rival.build(pages, folder / name)
        built[name] = time.perf_counter() - start
    assert isinstance(rivals["ours"], Ours)  # noqa: S101  for the type checker
    ours = rivals["ours"]
    asked_otherwise = {
        "ours+facets": OursWithFacets(ours),
        "ours exact": OursAsTyped(ours),
    }
    return rivals | asked_otherwise, built


def _measure(
    rivals: dict[str, Rival],
    queries: dict[str, list[str]],
    titles: list[str],
    left_out: set[tuple[str, str]],
    rounds: int,
) -> Times:
    times: Times = {name: {kind: [] for kind in queries} for name in rivals}
    slow = set(left_out)
    for turn in range(rounds + 1):  # round 0 warms up and is not counted
        print(f"round {turn} of {rounds}", file=sys.stderr)
        for kind, texts in queries.items():
            for text in texts:
                for name, rival in rivals.items():
                    if (name, text) in slow:
                        continue
                    start = time.perf_counter()
                    _ = [titles[number] for number in rival.search(text)]
                    taken = (time.perf_counter() - start) * 1000
                    if turn:
                        times[name][kind].append(taken)
                    if turn and taken > SLOW_MS:
                        slow.add((name, text))
    return times


def _report(times: Times, built: dict[str, float], size: int) -> dict[str, Any]:
    engines = {}
    for name, by_kind in times.items():
        usual = [t for kind, ts in by_kind.items() if kind != "long" for t in ts]
        kinds = {**by_kind, "all but long": usual}
        engines[name] = {
            kind: {"p50": _percentile(ts, 50), "p95": _percentile(ts, 95)}
            for kind, ts in kinds.items()
            if ts
        }
    ours = engines["ours"]
    ratios = {
        name: {
            kind: round(ours[kind]["p95"] / engine[kind]["p95"], 3)
            for kind in ("all but long", "long")
            if kind in engine
        }
        for name, engine in engines.items()
        if name != "ours"
    }
    seconds = {name: round(taken, 1) for name, taken in built.items()}
    return {"documents": size, "ms": engines, "ours_p95_to": ratios, "build_s": seconds}


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) * percent // 100, len(ordered) - 1)], 3)


def _table(report: dict[str, Any]) -> str:
    kinds = list(report["ms"]["ours"])
    lines = [
        f"{report['documents']} documents; milliseconds, p50 / p95",
        f"{'':12}" + "".join(f"{kind:>18}" for kind in kinds),
    ]
    for name, engine in report["ms"].items():
        cells = (
            f"{engine[kind]['p50']:.3f} / {engine[kind]['p95']:.3f}"
            if kind in engine
            else "left out"
            for kind in kinds
        )
        lines.append(f"{name:12}" + "".join(f"{cell:>18}" for cell in cells))
    both = ("all but long", "long")
    lines.append("p95 of ours / p95 of the other: all but long, long")
    for name, ratio in report["ours_p95_to"].items():
        cells = (
            f"{ratio[kind]:8.3f}" if kind in ratio else "left out" for kind in both
        )
        lines.append(f"{name:12} " + " ".join(cells))
    built = ", ".join(f"{name} {taken}" for name, taken in report["build_s"].items())
    if report["left_out"]:
        lines.append(f"left out: {', '.join(report['left_out'])}")
    return "\n".join([*lines, f"built in seconds: {built}"])


if __name__ == "__main__":
    main()

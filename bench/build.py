"""Building the index: Whoosh's own writer beside ours, for the same segment.

    python bench/build.py --corpus DIR [--size N]

Every line is a run in a process of its own: seconds and CPU seconds, those of worker
processes included. The last lines are ratios to Whoosh's writer.
"""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, this folder comes first, and http.py would hide Python's own.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import argparse
import json
import resource
import subprocess
import tempfile
import time

from answers.index.backends.whoosh.build import fill
from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.backends.whoosh.storage import create_index
from bench.material import grow, read_pages
from bench.rivals import documents

WRITERS = {"Whoosh's writer": -1, "ours, one process": 0, "ours": None}


def main() -> None:
    """Measure one writer, or each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of pages")
    parser.add_argument("--size", type=int, help="documents; more are made")
    parser.add_argument("--writer", choices=WRITERS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.writer:
        print(json.dumps(_measure(args.corpus, args.size, WRITERS[args.writer])))
        return
    times = {}
    for name in WRITERS:
        command = [sys.executable, *sys.argv, "--writer", name]
        times[name] = json.loads(subprocess.check_output(command))
        wall, cpu, count = times[name]
        print(f"{name:18} {wall:7.1f} s {cpu:7.1f} s of CPU  {count} documents")
    wall, cpu, _ = times.pop("Whoosh's writer")
    for name, (own_wall, own_cpu, _) in times.items():
        print(f"{name:18} {wall / own_wall:7.1f}   {cpu / own_cpu:7.1f}   times faster")


def _measure(
    corpus: Path, size: int | None, workers: int | None
) -> tuple[float, float, int]:
    """Return seconds, CPU seconds, and how many documents were indexed."""
    real = read_pages(corpus)
    # Recognising symptoms is no part of it.
    rows = list(documents(grow(real, size or len(real))))
    with tempfile.TemporaryDirectory() as folder:
        start, start_cpu = time.perf_counter(), _cpu()
        if workers == -1:
            engine = WhooshEngine(f"whoosh://{folder}")
            engine.rebuild([])
            engine.write(rows)
        else:
            create_index(Path(folder))
            fill(Path(folder), rows, workers)
        return time.perf_counter() - start, _cpu() - start_cpu, len(rows)


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        for usage in [resource.getrusage(who)]
    )


if __name__ == "__main__":
    main()

"""What counting one call costs: nothing shared, a file, Redis.

    python bench/limits.py [--redis redis://127.0.0.1:6379/0]

Prints microseconds a count, by one process alone and by four at once.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = 3000
WORKER = """
import json, sys, time
from django.conf import settings
settings.configure(KB_DATA_DIR=sys.argv[1], CACHES=json.loads(sys.argv[2]))
from answers.ratelimit import count_one
count_one("bench", "warm", "9999999/d")
sys.stdin.readline()
began = time.perf_counter()
for _ in range(int(sys.argv[3])):
    count_one("bench", "somebody", "9999999/d")
print((time.perf_counter() - began) / int(sys.argv[3]) * 1e6)
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--redis")
    options = parser.parse_args()
    caches = "django.core.cache.backends."
    kinds = {
        "memory (one process)": {"BACKEND": f"{caches}locmem.LocMemCache"},
        "file": {"BACKEND": f"{caches}filebased.FileBasedCache", "LOCATION": "unused"},
    }
    if options.redis:
        kinds["redis"] = {
            "BACKEND": f"{caches}redis.RedisCache",
            "LOCATION": options.redis,
        }
    print(f"{'µs a count':24}{'alone':>9}{'four':>9}")
    for name, cache in kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            alone, four = measure(folder, cache, 1), measure(folder, cache, 4)
        print(f"{name:24}{alone:9.0f}{four:9.0f}")


def measure(folder: str, cache: dict[str, str], processes: int) -> float:
    """Return the mean over processes that count at the same time."""
    shared = json.dumps({"default": cache})
    command = [sys.executable, "-c", WORKER, folder, shared, str(COUNTS)]
    workers = [
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(processes)
    ]
    time.sleep(2)  # all are up
    for worker in workers:
        if worker.stdin:
            worker.stdin.write("\n")
            worker.stdin.flush()
    return sum(float(worker.communicate()[0]) for worker in workers) / processes


if __name__ == "__main__":
    main()

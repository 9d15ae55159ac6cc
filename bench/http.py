"""Throughput and latency of pages and API beside an empty view on the same server.

    python bench/http.py [--json] [--corpus DIR] [--seconds N]

Starts the production server over a fresh data folder, loads it with wrk (Debian's
package ``wrk``) over 16 connections, and prints requests a second, p50 and p95 in
milliseconds, and the ratio to the empty view.
"""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, this folder comes first, and this file would hide Python's http.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from typing import Any

from bench.serving import served

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 16
PATHS = {
    "empty view": "/bench/empty",
    "empty DRF view": "/bench/empty-drf",
    "home": "/",
    "results page": "/search?q=token+invalid",
    "article page": "/articles/question-history-8224/",
    "api search": "/api/v1/search?q=token+invalid",
    "api ask": "/api/v1/ask",
    "api search, key": "/api/v1/search?q=token+invalid",
    "api article": "/api/v1/articles/question-history-8224",
    "api suggest": "/api/v1/suggest?q=token",
    "static file": "/static/dayi.css",
    # Agents last: from then on every worker has the SDK loaded, and the page again
    # shows whether that costs anything.
    "mcp search": "/mcp",
    "results + SDK": "/search?q=token+invalid",
}
BODIES = {
    "api ask": {"question": "403 token invalid 怎么解决"},
    "mcp search": {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "search", "arguments": {"query": "token invalid"}},
    },
}
HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-06-18",
}
LUA = """
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %f %f %d\\n", summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(95),
    summary.errors.status + summary.errors.connect + summary.errors.timeout))
end
"""


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.corpus, options.seconds)
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    workers = os.cpu_count()
    print(
        f"granian, {workers} workers, {CONNECTIONS} connections, {options.corpus.name}"
    )
    print(f"{'':16}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'of empty':>10}")
    for name, row in rows.items():
        print(
            f"{name:16}{row['rps']:9.0f}{row['p50_ms']:9.1f}{row['p95_ms']:9.1f}"
            f"{row['ratio']:9.0%}"
        )


def measure(folder: Path, corpus: Path, seconds: int) -> dict[str, dict[str, Any]]:
    """Serve, warm up, and measure every path in turn."""
    with served(folder, corpus) as base:
        key = made_key(folder)
        rows = {
            name: load(base + path, script_of(name, folder, key), seconds)
            for name, path in PATHS.items()
        }
    for row in rows.values():
        row["ratio"] = row["rps"] / rows["empty view"]["rps"]
    return rows


def made_key(folder: Path) -> str:
    """Make a bot in the served installation and return its key."""
    command = [str(ROOT / "manage.py"), "bot", "create", "bench", "--scope", "search"]
    made = subprocess.run(
        [sys.executable, *command],
        env=os.environ | {"KB_DATA_DIR": str(folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.strip()


def script_of(name: str, folder: Path, key: str) -> Path:
    """Write what wrk sends beside the address: a body, a key."""
    head = ""
    if name in BODIES:
        body = json.dumps(BODIES[name], ensure_ascii=False)
        head = f"wrk.method = 'POST'\nwrk.body = '{body}'\n"
        for header, value in HEADERS.items():
            head += f"wrk.headers['{header}'] = '{value}'\n"
    if name.endswith("key"):
        head = f"wrk.headers['Authorization'] = 'Bearer {key}'\n"
    script = folder / f"{name.replace(' ', '-')}.lua"
    script.write_text(head + LUA, encoding="utf-8")
    return script


def load(url: str, script: Path, seconds: int) -> dict[str, Any]:
    """Load one address and return what wrk measured."""
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", "-s", str(script)]
    subprocess.run([*command, "-d1s", url], check=True, capture_output=True)
    done = subprocess.run(
        [*command, f"-d{seconds}s", url], check=True, capture_output=True, text=True
    )
    line = next(x for x in done.stdout.splitlines() if x.startswith("RESULT"))
    requests, micros, p50, p95, errors = (float(value) for value in line.split()[1:])
    if errors:
        sys.exit(f"{url}: {errors:.0f} of {requests:.0f} requests failed")
    return {
        "rps": requests / micros * 1e6,
        "p50_ms": p50 / 1000,
        "p95_ms": p95 / 1000,
    }


if __name__ == "__main__":
    main()

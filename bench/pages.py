"""What a page weighs and how soon the first result shows, measured in Chromium.

    python bench/pages.py [--json] [--corpus DIR] [--times N]

Prints the sizes of stylesheet and script, what the first visit to each page takes
over the wire (document, style, script, icon, gzipped as served), how far its parts
move while it loads, and the time from a key to the first option under the search box
and, on the page of results, to the first result drawn anew.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from playwright.sync_api import Browser, sync_playwright

from bench.serving import ROOT, served

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LIMIT = 60_000  # bytes of a first visit
FILES = ("dayi.css", "dayi.js", "results.js")
PATHS = {
    "home": "/",
    "results": "/search?q=403",
    "article": "/articles/question-history-8224/",
    "symptom": "/symptoms/403/",
    "symptoms": "/symptoms/",
    "nothing found": "/search?q=zzzqqq",
}
TYPED = ("token", "user not found", "403", "鉴权", "9848")
SHIFT = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 300);
})"""
SHOWN = {"option": ("/", "[role=option]"), "result": ("/search?q=zzzqqq", ".hit")}
FIRST = """(shown) => new Promise(done => {
  const box = document.querySelector("#q");
  let typed = 0;
  box.addEventListener("input", () => { typed = performance.now(); });
  new MutationObserver((_, watching) => {
    if (!document.querySelector(shown)) return;
    watching.disconnect();
    requestAnimationFrame(() => done(performance.now() - typed));
  }).observe(document.body, { childList: true, subtree: true });
  window.listening = true;
})"""


def main() -> None:
    """Print the tables, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with served(Path(folder), options.corpus) as base:
            pages = {name: visit(browser, base + path) for name, path in PATHS.items()}
            waits = {
                name: sorted(type_all(browser, base + path, shown, options.times))
                for name, (path, shown) in SHOWN.items()
            }
        browser.close()
    files = {name: weigh(ROOT / "static" / name) for name in FILES}
    typing = {
        name: {
            "p50_ms": statistics.median(found),
            "p95_ms": found[int(len(found) * 0.95)],
            "times": len(found),
        }
        for name, found in waits.items()
    }
    result = {"files": files, "pages": pages, "typing": typing}
    print(json.dumps(result, indent=1) if options.json else told(result))


def weigh(path: Path) -> dict[str, int]:
    """Return a file's bytes, as they are and gzipped."""
    data = path.read_bytes()
    return {"bytes": len(data), "gzip": len(gzip.compress(data, 9))}


def visit(browser: Browser, url: str) -> dict[str, Any]:
    """Return what the first visit to a page takes and how far its parts move."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    wire.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    moved = page.evaluate(SHIFT)
    context.close()
    return {"bytes": int(sum(sizes)), "requests": len(sizes), "layout_shift": moved}


def type_all(browser: Browser, url: str, shown: str, times: int) -> list[float]:
    """Return the milliseconds from the last key until it is shown, each typing."""
    waits: list[float] = []
    for text in TYPED * times:
        context = browser.new_context()
        page = context.new_page()
        page.goto(url, wait_until="networkidle")
        page.evaluate(f"(shown) => {{ window.waited = ({FIRST})(shown); }}", shown)
        page.wait_for_function("window.listening")
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially(text, delay=30)
        waits.append(page.evaluate("() => window.waited"))
        context.close()
    return waits


def told(result: dict[str, Any]) -> str:
    """Return the tables."""
    lines = [f"{'file':16}{'bytes':>9}{'gzipped':>9}"]
    for name, row in result["files"].items():
        lines.append(f"{name:16}{row['bytes']:9}{row['gzip']:9}")
    lines.append(f"\n{'first visit':16}{'bytes':>9}{'of limit':>9}{'shift':>8}")
    for name, row in result["pages"].items():
        share = row["bytes"] / LIMIT
        shift = row["layout_shift"]
        lines.append(f"{name:16}{row['bytes']:9}{share:9.0%}{shift:8.3f}")
    lines.append("")
    for name, row in result["typing"].items():
        lines.append(
            f"first {name} after the last key: p50 {row['p50_ms']:.0f} ms, "
            f"p95 {row['p95_ms']:.0f} ms of {row['times']}, with 120 ms of waiting"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()

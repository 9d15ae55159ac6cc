"""Serving: the production server over a fresh data folder, while one measures."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def served(folder: Path, corpus: Path) -> Iterator[str]:
    """Take in the seeds and a corpus, serve them, and give the address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "KB_DATA_DIR": str(folder),
        "KB_BASE_URL": base,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "KB_THROTTLE_ANON": "",
        "KB_THROTTLE_BOT": "1000000000/d",  # counted, and never reached
        "PYTHONPATH": str(ROOT),
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "-v0"], ["ingest", str(ROOT / "seeds"), str(corpus)]):
        subprocess.run(
            [*manage, *command], env=env, check=True, stdout=subprocess.DEVNULL
        )
    subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=env, check=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "kb.wsgi:application", "--interface", "wsgi",
         "--port", str(port), "--workers", str(os.cpu_count()), "--no-ws",
         "--blocking-threads", "2", "--backpressure", "64", "--log-level", "warning"],
        env=env, cwd=ROOT,
    )  # fmt: skip
    try:
        wait_until_ready(f"{base}/readyz")
        yield base
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """Return a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, *, seconds: int = 30) -> None:
    """Return when the server answers, or give up after so many seconds."""
    for _ in range(seconds * 10):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"{url} is not ready after {seconds} seconds")

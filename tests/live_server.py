"""A real server for tests: processes, a port, workers, an own data folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


@dataclass
class Server:
    """A running server and the commands of its installation."""

    url: str
    env: dict[str, str] = field(repr=False)

    def manage(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def call(
        self, path: str, body: Any = None, *, key: str = "", method: str = "", **headers
    ) -> Reply:
        """Send one request over a connection of its own."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}{path}", data, method=method or None
        )
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Reply(answer.status, dict(answer.headers), _text(answer))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, dict(error.headers), _text(error))


def _text(answer: Any) -> str:
    return answer.read().decode()


@contextmanager
def serving(folder: Path, *, workers: int = 2, seeds: str = "", **variables: str):
    """Serve a fresh installation in ``folder``, with ``seeds`` taken in if named."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("KB_", "DJANGO_"))}
    env = keep | {"KB_DATA_DIR": str(folder)} | variables
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}", env)
    server.manage("migrate", "-v0")
    if seeds:
        server.manage("ingest", seeds)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port),
         "--workers", str(workers)],
        cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"{server.url}/readyz", process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(url)

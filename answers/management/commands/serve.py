"""``serve``: the production server, with index and static files up to date."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.management.console import print_broken, tracker
from answers.services.analytics import events_expire
from answers.services.expectations import expectations_run
from answers.services.indexing import index_ensure
from answers.services.outbox import delivery_worker

READY_SECONDS = 60


class Command(BaseCommand):
    """Bring index and static files up to date, then serve with several workers."""

    help = "Serve Dayi with a production server; prints the address when it is ready."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 2,
            help="default: one a core",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _check_port(host, port)
        try:
            did = index_ensure(track=tracker(self.stderr))
            self.stderr.write(f"index: {did} to do")
            if did == "rebuilt":
                print_broken(self.stderr, expectations_run())
        except AnswersError as error:
            # Only search is affected; the server repairs the index in the background.
            self.stderr.write(f"index: {error.message}")
        events_expire()
        call_command("collectstatic", interactive=False, verbosity=0)
        server = subprocess.Popen(_granian(host, port, options["workers"]))  # noqa: S603
        _pass_signals(server)
        deliveries = delivery_worker()
        deliveries.wake()
        url = f"http://{host}:{port}"
        if _wait_until_ready(f"{url}/readyz", server):
            self._greet(url)
        code = server.wait()
        deliveries.stop()
        if code not in (0, -signal.SIGINT, -signal.SIGTERM):
            msg = f"the server ended with code {code}"
            raise CommandError(msg)

    def _greet(self, url: str) -> None:
        self.stdout.write(f"\nDayi 答疑 is ready: {url}\n")
        self.stdout.write(f"  search    {url}/search?q=403")
        self.stdout.write(
            f"  REST      {url}/api/v1/search?q=403   docs {url}/api/v1/docs"
        )
        self.stdout.write(f"  admin     {url}/admin/")
        if not get_user_model().objects.filter(is_superuser=True).exists():
            self.stdout.write(
                f"  first admin user:  {sys.executable} manage.py createsuperuser"
            )
        self.stdout.write("Stop it with Ctrl-C.")
        self.stdout.flush()


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            msg = f"{host}:{port} cannot be used ({error}): try another, PORT=8001"
            raise CommandError(msg) from error


def _granian(host: str, port: int, workers: int) -> list[str]:
    """Return the server's command line.

    Processes scale, threads do not (docs/search.md): two a worker keep it answering
    while one waits for the database.
    """
    return [
        *(sys.executable, "-m", "granian", "kb.wsgi:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(max(1, workers)), "--blocking-threads", "2"),
        *("--backpressure", "64", "--respawn-failed-workers", "--no-ws"),
        *("--log-level", "warning"),
    ]


def _pass_signals(server: subprocess.Popen[bytes]) -> None:
    """Pass SIGINT and SIGTERM on to the server; this command ends after it."""

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        server.send_signal(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False

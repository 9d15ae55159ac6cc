"""A real server that speaks the OpenAI streaming protocol, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def event(text: str, ended: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": ended}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def says(text: str, ended: str = "stop") -> list[bytes]:
    """Return the events of an answer, in pieces of three characters."""
    pieces = [event(text[i : i + 3]) for i in range(0, len(text), 3)]
    return [*pieces, event("", ended), b"data: [DONE]\n\n"]


class Model(ThreadingHTTPServer):
    """Answers with what ``answer`` gives: status, content type, pieces of the body."""

    daemon_threads = True
    block_on_close = False
    status, kind = 200, "text/event-stream"
    pieces: Any = ()
    silent = False  # accepts and says nothing
    raw = b""  # said in place of a whole response

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.over = threading.Event()  # what hangs waits for this

    def hang(self) -> Iterator[bytes]:
        self.over.wait(20)
        yield b""

    def dribble(self, piece: bytes) -> Callable[[], Iterator[bytes]]:
        def go() -> Iterator[bytes]:
            while not self.over.wait(0.01):
                yield piece

        return go


class _Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body) | {"path": self.path})
        model = self.server
        if model.silent:
            model.over.wait(20)
            return
        if model.raw:
            self.wfile.write(model.raw)
            return
        with suppress(OSError):
            self.send_response(model.status)
            self.send_header("Content-Type", model.kind)
            self.end_headers()
            pieces = model.pieces() if callable(model.pieces) else model.pieces
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def language_model() -> Iterator[Model]:
    model = Model()
    thread = threading.Thread(target=model.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        model.shutdown()
        model.server_close()
        thread.join()

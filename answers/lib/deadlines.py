"""Deadlines: a time limit for a whole HTTP exchange, not only for each read."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

SLICE = 0.25  # seconds between two checks of the deadline during a read


class Deadline:
    """A point in time ``seconds`` from now; ``stop`` moves it to now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, 0 or less when it has passed."""
        return self._end - time.monotonic()

    def stop(self) -> None:
        """End all waits for this deadline."""
        self._end = float("-inf")

    def within(self, timeout: float | None) -> float:
        """Return the smaller of ``timeout`` and what is left. Raises ReadTimeout."""
        left = self.left()
        if left <= 0:
            msg = "the time is up"
            raise httpcore2.ReadTimeout(msg)
        return left if timeout is None else min(left, timeout)


class Backend(httpcore2.SyncBackend):
    """A network backend whose connections end by the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        within = self._deadline.within(timeout)
        stream = super().connect_tcp(host, port, within, local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Stream(httpcore2.NetworkStream):
    """A connection whose waits all end by the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        silence = Deadline(self._deadline.within(timeout))
        while True:
            wait = min(SLICE, silence.within(timeout), self._deadline.within(timeout))
            try:
                return self._stream.read(max_bytes, wait)
            except httpcore2.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        within = self._deadline.within(timeout)
        inner = self._stream.start_tls(ssl_context, server_hostname, within)
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

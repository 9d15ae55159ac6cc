"""Helpers save time; they never decide what comes out."""

from __future__ import annotations

import os
import signal

import pytest

from answers.index.backends.whoosh import workers as module
from answers.index.backends.whoosh.workers import Workers


def test_answers_come_in_order():
    with Workers(2) as workers:
        assert list(workers.map(abs, range(-20, 0))) == list(range(20, 0, -1))
        assert workers.start(abs, -1).result() == 1


def test_helpers_are_other_processes():
    with Workers(2) as workers:
        pids = {workers.start(_pid, 0).result() for _ in range(4)}
    assert os.getpid() not in pids


def test_without_helpers_everything_is_done_here():
    with Workers(0) as workers:
        assert set(workers.map(_pid, range(4))) == {os.getpid()}
        assert workers.start(_pid, 0).result() == os.getpid()


def test_what_a_killed_helper_had_to_do_is_done_here(caplog):
    with Workers(2) as workers:
        assert list(workers.map(abs, range(3))) == [0, 1, 2]
        for process in workers._all:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert list(workers.map(abs, range(-9, 0))) == list(range(9, 0, -1))
    assert "index.lost_helper" in caplog.text


def test_what_fails_in_a_helper_fails_here(capfd):
    with Workers(2) as workers, pytest.raises(ValueError, match="invalid literal"):
        list(workers.map(int, ["1", "x"]))


def test_helpers_that_cannot_be_started_are_not_missed(monkeypatch, caplog):
    def fail():
        raise OSError("too many processes")

    monkeypatch.setattr(module, "_start", fail)
    with Workers(2) as workers:
        assert list(workers.map(abs, [-1])) == [1]
    assert "index.no_helper" in caplog.text


def test_leaving_early_stops_them():
    with Workers(2) as workers:
        assert next(workers.map(abs, range(100))) == 0
    assert all(process.returncode is not None for process in workers._all)


def _pid(_):
    return os.getpid()

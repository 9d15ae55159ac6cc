"""Background threads: one at a time, never ended by a fault, gone when told to stop."""

import os
import threading

import pytest
from django.db import connection

from answers.services.background import Worker, start_thread


def test_a_thread_logs_what_it_raises(caplog):
    start_thread(lambda: 1 / 0, name="division").join(10)
    assert "division failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_thread_closes_its_database_connections():
    connections = []

    def work():
        connection.ensure_connection()
        connections.append(connection.connection)

    start_thread(work, name="query").join(10)
    assert connections[0] is not connection.connection
    with pytest.raises(Exception, match="closed"):
        connections[0].cursor()


def test_wakes_before_a_run_share_it():
    runs = []
    worker = Worker(lambda: runs.append(1), name="x", delay=0.05)
    thread = worker.wake()
    assert worker.wake() is None
    thread.join(10)
    assert runs == [1]
    assert not worker.running


def test_a_wake_during_a_run_asks_for_another():
    runs = []

    def work():
        runs.append(1)
        if len(runs) == 1:
            assert worker.wake() is None

    worker = Worker(work, name="x")
    worker.wake().join(10)
    assert runs == [1, 1]


def test_a_worker_runs_every_so_often_until_it_is_stopped(caplog):
    third = threading.Event()
    runs = []

    def work():
        runs.append(1)
        if len(runs) == 3:
            third.set()
        raise ValueError

    worker = Worker(work, name="x", every=0.001)
    worker.wake()
    assert third.wait(10)
    assert worker.stop(10)
    assert "x failed" in caplog.text
    assert worker.wake() is not None
    assert worker.stop(10)


def test_a_stop_cuts_the_delay_short_and_the_exit_makes_the_run():
    runs = []
    worker = Worker(lambda: runs.append(1), name="x", delay=60, last_run=True)
    worker.wake()
    worker._finish()
    assert runs == [1]
    worker._finish()
    assert runs == [1]


def test_the_child_of_a_fork_starts_a_thread_of_its_own():
    begun, end = threading.Event(), threading.Event()

    def work():
        begun.set()
        end.wait(10)

    worker = Worker(work, name="x")
    worker.wake()
    assert begun.wait(10)
    with worker._lock:
        child = os.fork()
        if child == 0:
            os._exit(0 if not worker.running and worker.wake() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    end.set()
    assert worker.stop(10)

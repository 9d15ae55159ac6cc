"""Deliveries: sent once where all goes well, again where not, given up in the end."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from answers.models import Delivery
from answers.services.delivery.queue import (
    KEPT,
    RETRIES,
    Carrier,
    RefusedError,
    deliveries_delete,
    deliveries_send,
    delivery_queue,
)
from answers.services.outbox import delivery_worker

pytestmark = pytest.mark.django_db


def carrier(*, error=None):
    seen, given_up = [], []

    def send(payload):
        seen.append(payload)
        if error:
            raise error

    return Carrier(send, given_up.append), seen, given_up


def make_due():
    Delivery.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))


def test_what_is_queued_is_sent_once_and_its_payload_forgotten():
    delivery_queue(kind="x", payload={"row": 1})
    by, seen, _ = carrier()
    assert deliveries_send(carriers={"x": by}).done == 1
    assert deliveries_send(carriers={"x": by}).done == 0
    assert seen == [{"row": 1}]
    assert Delivery.objects.get().payload == {}


def test_a_kind_without_a_carrier_waits():
    delivery_queue(kind="other", payload={})
    by, seen, _ = carrier()
    deliveries_send(carriers={"x": by})
    assert seen == []
    assert Delivery.objects.get().state == "waiting"


def test_what_was_rolled_back_is_not_sent():
    with transaction.atomic():
        delivery_queue(kind="x", payload={})
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_it_is_tried_again_later_and_later_and_then_given_up():
    delivery_queue(kind="x", payload={"row": 1})
    by, seen, given_up = carrier(error=OSError("asker@example.org"))
    for attempt, wait in enumerate(RETRIES, 1):
        assert deliveries_send(carriers={"x": by}).retried == 1
        row = Delivery.objects.get()
        assert row.attempts == attempt
        assert abs(row.due_at - timezone.now() - wait) < dt.timedelta(seconds=30)
        make_due()
    assert deliveries_send(carriers={"x": by}).failed == 1
    row = Delivery.objects.get()
    assert (row.state, row.error, row.payload) == ("failed", "OSError", {})
    assert given_up == [{"row": 1}]
    assert len(seen) == len(RETRIES) + 1


def test_what_is_refused_for_good_is_not_tried_again():
    delivery_queue(kind="x", payload={})
    by, _, given_up = carrier(error=RefusedError("no"))
    assert deliveries_send(carriers={"x": by}).failed == 1
    assert given_up == [{}]


def test_what_another_sender_has_in_hand_is_left_alone():
    delivery_queue(kind="x", payload={"n": 1})
    calls = []

    def send(payload):
        calls.append(payload)
        if len(calls) == 1:  # a second sender looks while this one sends
            assert deliveries_send(carriers={"x": Carrier(send)}).done == 0

    assert deliveries_send(carriers={"x": Carrier(send)}).done == 1
    assert calls == [{"n": 1}]


def test_what_a_killed_sender_had_in_hand_comes_due_again():
    delivery_queue(kind="x", payload={"n": 1})

    def die(payload):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliveries_send(carriers={"x": Carrier(die)})
    by, seen, _ = carrier()
    assert deliveries_send(carriers={"x": by}).done == 0
    make_due()  # five minutes later
    assert deliveries_send(carriers={"x": by}).done == 1
    assert seen == [{"n": 1}]


def test_old_ones_are_deleted_and_waiting_ones_are_not():
    done = delivery_queue(kind="x", payload={})
    waiting = delivery_queue(kind="x", payload={})
    Delivery.objects.filter(pk=done.pk).update(
        state="done", done_at=timezone.now() - KEPT - dt.timedelta(days=1)
    )
    assert deliveries_delete() == 1
    assert Delivery.objects.get() == waiting


def test_a_server_sends_what_is_due(transactional_db, monkeypatch):
    import threading

    sent = threading.Event()
    monkeypatch.setattr(
        "answers.services.outbox.CARRIERS", {"x": Carrier(lambda payload: sent.set())}
    )
    delivery_queue(kind="x", payload={})
    worker = delivery_worker(every=0.01)
    worker.wake()
    assert sent.wait(10)
    assert worker.stop()

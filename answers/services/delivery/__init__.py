"""Delivery: a queue of outgoing messages, and outgoing HTTP requests."""

from answers.services.delivery.http import post, url_check
from answers.services.delivery.queue import (
    Carrier,
    DeliveryCounts,
    Payload,
    RefusedError,
    UnreachedError,
    deliveries_delete,
    deliveries_send,
    delivery_again,
    delivery_queue,
)

"""Which addresses a request may go to; none is sent here."""

import socket

import pytest

from answers.services.delivery.http import _public_address


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_public_addresses_are_connected_to(monkeypatch, settings, address):
    settings.KB_WEBHOOK_PRIVATE = False
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    assert _public_address("hooks.example.org", 80) == address

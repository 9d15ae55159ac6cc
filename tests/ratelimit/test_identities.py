import pytest

from answers.ratelimit import (
    address_identity,
    caller_address,
    new_visitor,
    visitor_identity,
)


def test_no_two_visitors_are_alike():
    assert len({new_visitor() for _ in range(100)}) == 100


def test_what_is_stored_tells_nothing():
    assert "10.0.0.1" not in address_identity("10.0.0.1")
    assert visitor_identity("x") == visitor_identity("x") != address_identity("x")
    assert len(visitor_identity("x" * 500)) <= 64


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("1.1.1.1", 0, "9.9.9.9"),
        ("1.1.1.1", 1, "1.1.1.1"),
        ("forged, 1.1.1.1", 1, "1.1.1.1"),
        ("forged, 1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("1.1.1.1", 2, "9.9.9.9"),
        ("", 1, "9.9.9.9"),
    ],
)
def test_only_trusted_proxies_are_believed(forwarded, proxies, address):
    meta = {"REMOTE_ADDR": "9.9.9.9", "HTTP_X_FORWARDED_FOR": forwarded}
    assert caller_address(meta, proxies=proxies) == address

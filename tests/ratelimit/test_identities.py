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


def test_a_name_is_another_visitor_in_another_space(settings):
    settings.SECRET_KEY = "x"
    spaces = ("", "bot:1", "bot:11", "user:1")
    assert len({visitor_identity("1", space=space) for space in spaces}) == 4
    # Stored with every vote of the website: it must not change.
    assert visitor_identity("u1") == "v:441b625f208227a0167efaa8e6dc2f341d203a54"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("1.1.1.1", 0, "9.9.9.9"),
        ("1.1.1.1", 1, "1.1.1.1"),
        ("forged, 1.1.1.1", 1, "1.1.1.1"),
        ("forged, 1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("1.1.1.1", 2, "9.9.9.9"),
        ("", 1, "9.9.9.9"),
        ("forged, 1.1.1.1:5123", 1, "1.1.1.1"),
        ("::ffff:1.1.1.1", 1, "1.1.1.1"),
        ("[2001:DB8::1]:443", 1, "2001:db8::1"),
        ("2001:db8:0::1", 1, "2001:db8::1"),
        ("1.1.1.1, no\taddress", 1, "9.9.9.9"),
    ],
)
def test_only_trusted_proxies_are_believed(forwarded, proxies, address):
    meta = {"REMOTE_ADDR": "9.9.9.9", "HTTP_X_FORWARDED_FOR": forwarded}
    assert caller_address(meta, proxies=proxies) == address


def test_the_server_s_own_address_is_read_the_same_way():
    assert caller_address({"REMOTE_ADDR": "::ffff:9.9.9.9"}, proxies=0) == "9.9.9.9"
    assert caller_address({"REMOTE_ADDR": ""}, proxies=0) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8:0:0:ffff::9", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("1.1.1.1", "::ffff:1.1.1.1", True),
        ("1.1.1.1", "1.1.1.2", False),
    ],
)
def test_a_64_of_ipv6_is_one_caller(one, other, same):
    assert (address_identity(one) == address_identity(other)) is same

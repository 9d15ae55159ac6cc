"""Addresses: as proxies write them, compared with networks."""

import pytest

from answers.lib.addresses import in_networks, read_address, read_network


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.1.2.3", "10.1.2.3"),
        (" 10.1.2.3:5123 ", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", "None"),
        ("", "None"),
        ("10.1.2.3.4", "None"),
    ],
)
def test_addresses_are_read_as_proxies_write_them(text, address):
    assert str(read_address(text)) == address


@pytest.mark.parametrize(
    ("address", "found"),
    [("10.1.2.3", True), ("10.1.3.3", False), ("2001:db8::9", True), ("?", False)],
)
def test_networks_of_both_kinds_hold_addresses(address, found):
    assert in_networks(address, ["10.1.2.0/24", "2001:db8::/32"]) is found


def test_a_network_is_kept_in_one_form():
    assert read_network(" 10.1.2.3/24 ") == "10.1.2.0/24"
    assert read_network("10.1.2.3") == "10.1.2.3/32"
    with pytest.raises(ValueError, match="localhost"):
        read_network("localhost")

"""IP addresses: parse them as proxies write them, and find them in networks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_WITH_PORT = re.compile(r"\[?([0-9A-Fa-f:.]+?)\]?:\d{1,5}")
_V4_PORT = re.compile(r"\d+\.\d+\.\d+\.\d+:\d{1,5}")


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address, or None if the text is not one.

    The port that some proxies add is removed, and an IPv4 address mapped to IPv6
    (``::ffff:1.2.3.4``) is returned as IPv4.
    """
    text = text.strip()
    if text.startswith("[") or _V4_PORT.fullmatch(text):
        bracketed = _WITH_PORT.fullmatch(text)
        text = bracketed[1] if bracketed else text.strip("[]")
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def read_network(text: str) -> str:
    """Return an address or network in CIDR form. Raises ValueError."""
    return str(ip_network(text.strip(), strict=False))


def in_networks(address: str, networks: Iterable[str]) -> bool:
    """Return whether the address is in one of the networks; False if it is invalid."""
    found = read_address(address)
    return found is not None and any(found in ip_network(net) for net in networks)

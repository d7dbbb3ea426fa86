"""Where a webhook may go: names are resolved once, and what they resolve to is looked at."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SHARED = ipaddress.ip_network("100.64.0.0/10")  # carriers' own, which ipaddress calls public
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddress(Exception):
    """A name stands for an address inside, and is not allowed to."""


def resolve(host: str, port: int, allowed: Sequence[str] = ()) -> str:
    """Return an address of a host, all of whose addresses have been looked at.

    Raises:
        RefusedAddress: one of them is private, and neither it nor the host is allowed.
        OSError: the name cannot be resolved.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not is_allowed(host, allowed):
        for address in found:
            if not is_public(address) and not is_allowed(address, allowed):
                raise RefusedAddress(host)
    return found[0]


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the internet, whatever it is wrapped in.

    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    bare = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    return bare.is_global and not bare.is_multicast and bare not in _SHARED


def is_allowed(name: str, allowed: Sequence[str]) -> bool:
    """Tell whether a host or an address is one of those named, or in one of the networks.

    >>> is_allowed("10.1.2.3", ["10.0.0.0/8"]), is_allowed("hooks.local", ["hooks.local"])
    (True, True)
    """
    return any(name.lower() == each.lower() or _holds(each, name) for each in allowed)


def _holds(network: str, name: str) -> bool:
    try:
        return ipaddress.ip_address(name.partition("%")[0]) in ipaddress.ip_network(network)
    except ValueError:
        return False


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address

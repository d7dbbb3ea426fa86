"""Where a webhook may go: a name is resolved once, and every address it stands for is looked at.

What is public is written down here: the standard library's ``is_global`` changes with its release.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Socket = tuple[socket.AddressFamily, tuple[Any, ...]]  # where to connect, as sockets want it

# A last label of figures alone would be an address that somebody mistyped.
_NAME = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*")


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part) for part in text.split())


# The special-purpose registries of IANA, and, of IPv6, all that is not global unicast: so that
# IPv4-mapped and NAT64 addresses are refused as well; 6to4 and Teredo are named.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL = _networks(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
    " 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24"
    " 224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 2002::/16 3fff::/20"
)
# What a host that is allowed by its name may be.
_PRIVATE = _networks(
    "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"
)
# Where clouds hand out credentials: Alibaba; Azure, which looks public; AWS, Oracle and others.
_METADATA = _networks(
    "100.100.100.200 168.63.129.16 fd00:ec2::/32 fd00:c1::/32 fd20:ce::/32 fd00:42::/32"
)


class RefusedAddress(Exception):
    """A host stands for an address where no webhook may go."""

    def __init__(self, host: str, address: str) -> None:
        self.host, self.address = host, address
        super().__init__(f"{host} is {address}; list it in HAIYI_WEBHOOK_ALLOW if that is meant")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be private.

    Attributes:
        names: hosts; ``networks``: of addresses.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Allowed:
        """Read hosts, addresses and networks.

        >>> Allowed.parse(["Hooks.local", "10.1.0.0/16"]).names
        frozenset({'hooks.local'})

        Raises:
            ValueError: one of them is none of these.
        """
        names, networks = set(), []
        for entry in entries:
            if _NAME.fullmatch(name := entry.lower().rstrip(".")):
                names.add(name)
                continue
            try:
                networks.append(ipaddress.ip_network(entry))
            except ValueError:
                shown = "a host such as hooks.local, or a network such as 10.1.0.0/16"
                raise ValueError(f"{entry!r} is not {shown}") from None
        return cls(frozenset(names), tuple(networks))

    def lists(self, host: str) -> bool:
        """Tell whether a host is there by its name, or as an address of a network.

        >>> Allowed.parse(["127.0.0.0/8"]).lists("127.0.0.1")
        True
        """
        address = literal(host)
        return host in self.names if address is None else _is_in(address, self.networks)

    def admits(self, host: str, address: Address) -> bool:
        """Tell whether a webhook may go to this address of a host.

        >>> Allowed.parse(["h.local"]).admits("h.local", ipaddress.ip_address("169.254.169.254"))
        False
        """
        if _is_in(address, self.networks):
            return True
        return is_public(address) or (
            host in self.names and _is_in(address, _PRIVATE) and not _is_in(address, _METADATA)
        )


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the internet, and to nobody's inside.

    >>> is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
    False
    """
    if address.version == 6 and address not in _GLOBAL_V6:
        return False
    return not _is_in(address, _SPECIAL) and not _is_in(address, _METADATA)


def literal(host: str) -> Address | None:
    """Return the address that a host is written as; None for a name.

    >>> literal("::1"), literal("hooks.local")
    (IPv6Address('::1'), None)
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def resolve(host: str, port: int, allowed: Allowed, timeout_s: float) -> tuple[Socket, ...]:
    """Return what a host stands for; one address that is not allowed, and it is refused.

    Raises:
        RefusedAddress: of such an address.
        TimeoutError, socket.gaierror: nobody knows the name, or not in time.
    """
    found = _ask(host, port, timeout_s)
    for _, (address, *_) in found:
        if not allowed.admits(host, ipaddress.ip_address(address)):
            raise RefusedAddress(host, str(address))
    return found


def _ask(host: str, port: int, timeout_s: float) -> tuple[Socket, ...]:
    """Ask the resolver, which knows no timeout: its thread may be left behind."""
    answers: SimpleQueue[tuple[Socket, ...] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host.encode(), port, type=socket.SOCK_STREAM)
            answers.put(tuple((family, address) for family, *_, address in found))
        except OSError as error:
            answers.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout_s)
    except Empty:
        raise TimeoutError(f"{host} was not resolved in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer

"""How many may be connected, and how long each may take to say what it wants.

A caller that sends half a header holds a connection for nothing; with as many of them as a process
has files, nobody else gets in. So a header has its time, and where there is no room, whoever has
been at his header for longest makes way for whoever comes.
"""

from __future__ import annotations

import asyncio
import resource
from dataclasses import dataclass, field
from typing import Any

import structlog
from uvicorn.protocols.http.auto import AutoHTTPProtocol

_Base: Any = AutoHTTPProtocol
_OWN_FILES = 64  # models, stores, logs and the like

log = structlog.get_logger()


def most(wanted: int) -> int:
    """Return how many connections there may be: as many as wanted, or as there are files for."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if files == resource.RLIM_INFINITY else max(1, min(wanted, files - _OWN_FILES))


@dataclass(frozen=True, slots=True)
class Gate:
    """What the connections of one server share.

    Attributes:
        connections: at most, at a time.
        header_s: that a header may take.
        waiting: connections that wait for one, the longest first, and when they are closed.
    """

    connections: int
    header_s: float
    waiting: dict[Any, asyncio.TimerHandle] = field(default_factory=dict)

    def wait(self, connection: Any, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to wait for a header, where that is not so already."""
        if connection not in self.waiting:
            self.waiting[connection] = loop.call_later(self.header_s, connection.give_up)

    def come(self, connection: Any) -> None:
        """Wait no more: the header is here, or the connection has ended."""
        if timer := self.waiting.pop(connection, None):
            timer.cancel()

    def make_room(self, connected: int) -> None:
        """Close the connection that has waited longest, where there are too many."""
        if connected > self.connections:
            log.warning("too many connections", most=self.connections)
            next(iter(self.waiting)).give_up()


class Guarded(_Base):  # type: ignore[misc]
    """The protocol of uvicorn, with a gate before it."""

    gate: Gate

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to wait for a header; where there is no room, another makes way."""
        super().connection_made(transport)
        self.gate.wait(self, self.loop)
        self.gate.make_room(len(self.connections))

    def connection_lost(self, reason: Exception | None) -> None:
        """Forget a connection."""
        self.gate.come(self)
        super().connection_lost(reason)

    def data_received(self, data: bytes) -> None:
        """Read on; between two requests a header is waited for again."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before or (before and not before.response_complete):
            self.gate.come(self)
        else:
            self.gate.wait(self, self.loop)

    def give_up(self) -> None:
        """Close a connection whose header is not here."""
        self.gate.come(self)
        self.connections.discard(self)
        self.transport.abort()


def protocol(gate: Gate) -> type[asyncio.Protocol]:
    """Return the protocol of a server with such a gate."""
    return type("Gated", (Guarded,), {"gate": gate})

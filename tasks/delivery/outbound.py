"""Speak HTTP with the outside: all steps share one deadline, so that a drip of bytes ends with it.

No proxies, no redirects, no connection that outlives its request.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

import httpcore
import httpx

from tasks.delivery.addresses import Allowed, Socket, resolve

PORTS = {"https": 443, "http": 80}

_TRIES = 3  # addresses of one host
_ANSWER = 64 * 1024  # bytes of an answer that are read


class Deadline:
    """A moment in the future, for all who work towards it."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            TimeoutError: none are.
        """
        if (left := self._at - time.monotonic()) <= 0:
            raise TimeoutError("the deadline has passed")
        return left


class Wire(httpcore.NetworkStream):
    """An open connection; its own deadline stands above any timeout it is given."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what is there, at most so much of it."""
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it.

        Raises:
            httpcore.WriteError: the other side does not listen; it may have answered already.
        """
        rest = memoryview(buffer)
        while rest:
            self._socket.settimeout(self._deadline.left())
            try:
                rest = rest[self._socket.send(rest) :]
            except (ConnectionError, ssl.SSLEOFError) as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def connect(host: str, port: int, allowed: Allowed, deadline: Deadline, *, tls: bool) -> Wire:
    """Return a connection to a host, at an address that has been looked at.

    Raises:
        RefusedAddress: it stands for one where no webhook may go.
        OSError: there is none; ssl.SSLError, TimeoutError and socket.gaierror say why.
    """
    connected = _first(resolve(host, port, allowed, deadline.left())[:_TRIES], deadline)
    if not tls:
        return Wire(connected, deadline)
    try:
        connected.settimeout(deadline.left())
        return Wire(trust().wrap_socket(connected, server_hostname=host), deadline)
    except OSError:
        connected.close()
        raise


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """Return whose certificates are believed: Mozilla's list, or that of ``SSL_CERT_FILE``."""
    return httpx.create_ssl_context()


def _first(found: tuple[Socket, ...], deadline: Deadline) -> socket.socket:
    """Return a connection to the first address that answers; each has its share of the time."""
    for tried, (family, address) in enumerate(found, 1):
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(deadline.left() / (len(found) + 1 - tried))
            opened.connect(address)
        except OSError:
            opened.close()
            if tried == len(found):
                raise
        else:
            return opened
    raise socket.gaierror("the name stands for no address")


def exchange(
    url: httpcore.URL, headers: Mapping[str, str], body: bytes, allowed: Allowed, timeout_s: float
) -> tuple[int, str]:
    """POST, and return the status of the answer and its Retry-After.

    Raises:
        RefusedAddress: the host stands for an address where nothing may go.
        OSError, httpcore.RemoteProtocolError: no answer; TimeoutError: not in time.
    """
    origin, host = url.origin, url.host.decode()
    is_tls = url.scheme == b"https"
    wire = connect(host, origin.port, allowed, Deadline(timeout_s), tls=is_tls)
    sent = [("Host", authority(url)), *headers.items()]
    sent.append(("Content-Length", str(len(body))))
    with (
        httpcore.HTTP11Connection(origin, wire) as connection,
        connection.stream("POST", url, headers=sent, content=body) as response,
    ):
        _drain(response)
        found = {name.lower(): value for name, value in response.headers}
        return response.status, found.get(b"retry-after", b"").decode("latin-1")


def authority(url: httpcore.URL) -> str:
    """Return what the header Host says.

    >>> authority(httpcore.URL("https://hooks.example:8443/in"))
    'hooks.example:8443'
    """
    host, port = url.host.decode(), url.origin.port
    name = f"[{host}]" if ":" in host else host
    return name if port == PORTS[url.scheme.decode()] else f"{name}:{port}"


def _drain(response: httpcore.Response) -> None:
    """Read a little of what nobody needs: a receiver may give up when it is hung up on."""
    held = 0
    with suppress(OSError, httpcore.RemoteProtocolError):
        for part in response.iter_stream():
            held += len(part)
            if held >= _ANSWER:
                return
